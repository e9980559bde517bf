/**
 * The three names most like a word. Measured in pairs of letters that both have, since the names
 * here are put together from words: letters that are off would say nothing of `Hook` and
 * `ProjectHook`.
 */
export function nearest(word: string, names: Iterable<string>): string[] {
  const said = pairs(word);
  const alike = (name: string): number => {
    const known = pairs(name);
    return [...said].filter((pair) => known.has(pair)).length / (said.size + known.size);
  };
  return [...names]
    .map((name) => ({ name, alike: alike(name) }))
    .filter(({ alike }) => alike > 0)
    .sort((a, b) => b.alike - a.alike)
    .slice(0, 3)
    .map(({ name }) => name);
}

function pairs(text: string): Set<string> {
  const letters = text.toLowerCase();
  return new Set(Array.from({ length: letters.length - 1 }, (_, at) => letters.slice(at, at + 2)));
}
