import { clearSecret } from "../../settings/kinds/clearSecrets.ts";

/** What is shown of a value that stands in clear: all of it, unless its form says that it is a secret. */
export function shownValue(value: string): string {
  const what = clearSecret(value);
  return what === undefined ? value : `(not shown: ${what.replace(/^A/, "a")})`;
}
