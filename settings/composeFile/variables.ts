/** The variables that a compose file takes from `.env`. */

export interface Reference {
  name: string;
  /** Whether the file says what holds when it has no value: `${NAME:-…}` or `${NAME:+…}`. */
  hasDefault: boolean;
}

/** What Compose would put into a text: `$NAME`, `${NAME}`, `${NAME:-default}`; `$$` is a `$`. */
export function references(text: string): Reference[] {
  const found: Reference[] = [];
  const pattern = /\$(?:\$|(?<bare>[A-Za-z_]\w*)|\{(?<braced>[A-Za-z_]\w*)(?<operator>:?[-+?])?)/g;
  for (const { groups } of text.matchAll(pattern)) {
    const name = groups?.bare ?? groups?.braced;
    if (name === undefined) continue;
    found.push({ name, hasDefault: /[-+]$/.test(groups?.operator ?? "") });
  }
  return found;
}
