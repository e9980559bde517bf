import { nearest, oneOf } from "../../settings/words.ts";
import { UserError } from "./exit.ts";

/**
 * The error for a name that nothing has: what is wrong, the name that was likely meant, and all
 * that there are.
 *
 * @param kind what the names are of, as a plural at a sentence's beginning: `Apps`
 */
export function unknownName(
  message: string,
  name: string,
  kind: string,
  names: string[],
): UserError {
  const meant = nearest(name, names);
  const hint = meant ? ` Did you mean \`${meant}\`?` : "";
  return new UserError(`${message}${hint} ${kind}: ${oneOf(names)}.`);
}
