/** `Promise.all` over at most `limit` items at a time; results in the items' order. */
export async function inParallel<Item, Result>(
  items: Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

/** How many servers are spoken to at a time: each takes an ssh process and a key file. */
export const serversAtOnce = 16;
