/**
 * What is said of a change: our own words, and names and values that are other people's. The two stay
 * apart until they are written down, since each form of writing escapes the latter in its own way.
 */
export type Words = readonly (string | Quoted)[];

/** A name or a value: to be read as it stands, and to mean nothing where it is shown. */
export interface Quoted {
  quoted: string;
}

/** `` words`the address of ${name}` `` */
export function words(texts: TemplateStringsArray, ...names: (string | Words)[]): Words {
  return texts.flatMap((text, index) => {
    const name = names[index];
    return [...(text === "" ? [] : [text]), ...(name === undefined ? [] : partsOf(name))];
  });
}

function partsOf(name: string | Words): Words {
  return typeof name === "string" ? [{ quoted: name }] : name;
}

/** `a, b and c`, each to be read as it stands. */
export function listed(names: readonly string[]): Words {
  return names.flatMap((name, index): Words => {
    const gap = index === 0 ? [] : [index === names.length - 1 ? " and " : ", "];
    return [...gap, { quoted: name }];
  });
}

/** In plain text, as a machine is given it. */
export function plain(said: Words): string {
  return said.map((part) => (typeof part === "string" ? part : `\`${part.quoted}\``)).join("");
}
