import { inClearHere } from "../../groups/clearSecrets.ts";
import { clearSecret } from "../../kinds/clearSecrets.ts";
import type { Complaint, Path } from "../../problem.ts";
import { show } from "../../words.ts";
import type { Runs } from "./check.ts";

/** What a compose file may say, and would be sorry for: told as warnings. */

/** A secret in clear, in any of its values. */
export function clearIn(text: string, runs: Runs[]): Complaint | undefined {
  const what = clearSecret(text);
  if (what === undefined) return undefined;
  const commands = runs.map(({ environment, app }) => `${environment} ${app}`);
  const set = commands.map((place) => `\`npx slipway secret set ${place} NAME\``).join(", ");
  return inClearHere(what, `write \`\${NAME}\` in its place, and run ${set}.`);
}

/**
 * A file of the repository that a service mounts from beside the compose file, where no file of the
 * repository is: only `./files/` is laid down.
 *
 * @param entries the files and folders beside the compose file
 */
export function mountedFromRepository(
  path: Path,
  text: string,
  { folder, entries }: { folder: string; entries: ReadonlySet<string> },
): Complaint | undefined {
  const source = sourceAt(path, text);
  if (source === undefined || /^files(\/|$)/.test(source)) return undefined;
  const isThere = entries.has(source.split("/")[0]!);
  if (!isThere && !/\.[A-Za-z]\w{0,4}$/.test(source)) return undefined;
  const whole = folder === "" ? source : `${folder}/${source}`;
  return {
    rule: "compose.mount",
    severity: "warning",
    message: `Nothing puts ${show(`./${source}`)} on the server${path[0] === "services" ? ", where Docker would make an empty folder of that name" : ""}.`,
    fix: `add \`${source}: ${whole}\` to \`files\`, and take it from \`./files/${source}\`.`,
  };
}

/** The path beside the compose file that a volume, a config or a secret is taken from. */
function sourceAt(path: Path, text: string): string | undefined {
  const isVolume = path[0] === "services" && path[2] === "volumes";
  const isFile = (path[0] === "configs" || path[0] === "secrets") && path[2] === "file";
  if (isFile || (isVolume && path[4] === "source")) {
    return (
      /^(?:\.\/)([^$]+)$/.exec(text)?.[1] ?? (isFile ? /^[\w][^$:]*$/.exec(text)?.[0] : undefined)
    );
  }
  return isVolume && path.length === 4 ? /^\.\/([^:$]+):/.exec(text)?.[1] : undefined;
}

export const containerName: Complaint = {
  rule: "compose.container-name",
  severity: "warning",
  message:
    "A container's name is the whole machine's: no second environment, and no second release beside the first, can start there.",
  fix: "take it out: Compose names containers by the project and the service.",
};
