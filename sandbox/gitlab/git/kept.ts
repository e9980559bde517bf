const most = 1000;

/**
 * What git has said of commits in a repository, by their hashes: a commit never changes, so it is asked
 * once.
 *
 * @param names of what was asked, and the hashes
 */
export function keeper<Names extends string[], Said>(
  ask: (folder: string, ...names: Names) => Said,
): (folder: string, ...names: Names) => Said {
  const known = new Map<string, { said: Said }>();
  return (folder, ...names) => {
    const key = [folder, ...names].join("\0");
    const found = known.get(key) ?? { said: ask(folder, ...names) };
    if (known.size >= most) known.clear();
    known.set(key, found);
    return found.said;
  };
}
