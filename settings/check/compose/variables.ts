/** The variables that a compose file takes from `.env`. */

export interface Reference {
  name: string;
  /** Whether the file says what holds when it has no value: `${NAME:-…}` or `${NAME:+…}`. */
  hasDefault: boolean;
}

/** What Compose would put into a text: `$NAME`, `${NAME}`, `${NAME:-default}`; `$$` is a `$`. */
export function references(text: string): Reference[] {
  const found: Reference[] = [];
  const pattern = /\$(?:\$|(?<bare>[A-Za-z_]\w*)|\{(?<braced>[A-Za-z_]\w*)(?<operator>:?[-?+])?)/g;
  for (const { groups } of text.matchAll(pattern)) {
    const name = groups?.bare ?? groups?.braced;
    if (name === undefined) continue;
    found.push({ name, hasDefault: /[-+]$/.test(groups?.operator ?? "") });
  }
  return found;
}

/** The text with its variables' values; nothing where one is not known, or is put in by a rule of its own. */
export function interpolate(text: string, values: Record<string, string>): string | undefined {
  const pattern = /\$(?:(\w+)|\{(\w+)(?::?-([^${}]*))?\})/g;
  let isKnown = true;
  const result = text.replaceAll(
    pattern,
    (_, bare?: string, braced?: string, fallback?: string) => {
      const name = bare ?? braced ?? "";
      const value = (Object.hasOwn(values, name) ? values[name] : undefined) ?? fallback;
      isKnown &&= value !== undefined;
      return value ?? "";
    },
  );
  return isKnown && !result.includes("$") ? result : undefined;
}
