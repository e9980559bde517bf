import type { About } from "../kinds/about.ts";
import { pathText } from "../problem.ts";
import type { Path } from "../problem.ts";

/** What to do about what is missing or in clear: an edit, or the command that makes it. */

export function missingFix(name: string, about: About, path: Path, stack: string): string {
  const { kind, example } = about;
  if (path[0] === "slipway:keys") return `run \`npx slipway keys ${stack}\`.`;
  if (kind === "secret") return secretFix(path, stack);
  if (kind === "group" || kind === "map") {
    return `add \`${name}\`, a map such as \`${example ?? "{}"}\`.`;
  }
  return `add \`${name}: ${form(about)}\`.`;
}

/** What belongs there in words, since an example would pass for one's own value. */
function form({ allowed = "text", choices, item }: About): string {
  if (item) return `[${form(item)}]`;
  // The settings' version: there is but one.
  if (/^`[^`]+`$/.test(allowed)) return allowed.slice(1, -1);
  return `<${choices ? choices.join(" or ") : allowed.replaceAll("`", "")}>`;
}

export function plainSecretFix(path: Path, stack: string): string {
  return `${secretFix(path, stack)} Replace the secret itself if this file was ever pushed.`;
}

/** The command that puts an encrypted value at a path of a stack's `config`. */
export function secretFix(path: Path, stack: string): string {
  const [section, app, group, key] = path;
  if (section === "slipway:apps" && group === "secrets" && key !== undefined) {
    return `run \`npx slipway secret set ${stack} ${app} ${key}\`.`;
  }
  if (section === "slipway:keys") return `take it out, and run \`npx slipway keys ${stack}\`.`;
  const place = pathText(path);
  const written = /["']/.test(place) ? `'${place}'` : place;
  return `run \`npx slipway secret set ${stack} ${written}\`.`;
}
