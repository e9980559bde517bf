/** `$KEY`, `${KEY}` and `%KEY%`; `$$` and `%%` stand for themselves (GitLab's `ExpandVariables`). */
const references = /\$\$|%%|\$([a-zA-Z_]\w*)|\$\{([a-zA-Z_]\w*)\}|%([a-zA-Z_]\w*)%/g;

/**
 * Replaces references to variables. What is not there becomes nothing, or stays as it is written.
 *
 * @param undefinedStays `ExpandVariables.expand_existing`
 */
export function expand(
  text: string,
  lookup: (key: string) => string | undefined,
  undefinedStays = false,
): string {
  return text.replaceAll(references, (whole, plain?: string, braces?: string, percent?: string) => {
    const key = plain ?? braces ?? percent;
    if (key === undefined) return whole;
    return lookup(key) ?? (undefinedStays ? whole : "");
  });
}

/** The keys that a text refers to. */
export function referred(text: string): string[] {
  return [...text.matchAll(references)].flatMap(([, ...keys]) => keys.find(Boolean) ?? []);
}
