/**
 * The names most like a word, three at most. Measured in letters and pairs of letters that both
 * have, since the names here are put together from words: the letters that are off would say nothing
 * of `Hook` and `ProjectHook`.
 */
export function nearest(word: string, names: Iterable<string>): string[] {
  const said = parts(word);
  const alike = (name: string): number => {
    const known = parts(name);
    return (2 * [...said].filter((part) => known.has(part)).length) / (said.size + known.size);
  };
  return [...names]
    .map((name) => ({ name, alike: alike(name) }))
    .filter(({ alike }) => alike > 0.4)
    .sort((a, b) => b.alike - a.alike)
    .slice(0, 3)
    .map(({ name }) => name);
}

function parts(text: string): Set<string> {
  const letters = [...text.toLowerCase()];
  return new Set([...letters, ...letters.slice(1).map((letter, at) => `${letters[at]}${letter}`)]);
}
