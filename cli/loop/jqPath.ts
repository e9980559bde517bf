/**
 * What a jq path of a health rule (`.version`, `.build["app-version"]`, `.[0]`) leads to in JSON; the
 * settings have checked its form.
 */
export function atPath(value: unknown, path: string): unknown {
  const steps = path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|\.([A-Za-z_]\w*)/g);
  let found = value;
  for (const [, quoted, index, name] of steps) {
    const key = quoted ?? index ?? name ?? "";
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}
