import { pathText } from "../../settings/index.ts";
import type { EnvironmentLine } from "../../settings/index.ts";
import { stackFile } from "./folder.ts";
import type { NewSibling } from "./newSibling.ts";
import { providerOf } from "./secrets.ts";

/** What `environment add --json` prints. */
export interface Added {
  file: string;
  name: string;
  like: string;
  /** As it stands in the platform now; undefined where it stood there before. */
  line: EnvironmentLine | undefined;
  /** What is to be filled in, and for an app's secret the command that does it. */
  toFillIn: { path: string; command?: string }[];
  /** Where the other environment's name stood as a value, and this one's stands now. */
  renamed: string[];
  /** The first contact's public key, for the administrator's authorized_keys on each server. */
  bootstrap: string;
  /** Pulumi's own way to begin the stack; `slipway preview` does it by itself. */
  stackInit: string;
}

export function added(
  name: string,
  like: string,
  line: EnvironmentLine | undefined,
  sibling: NewSibling,
): Added {
  const provider = providerOf(sibling.text);
  const asked = provider.kind === "passphrase" || !provider.name.includes("://");
  return {
    ...{ file: stackFile(name), name, like, line, bootstrap: sibling.bootstrap },
    toFillIn: sibling.emptied.map((path) => ({ path: pathText(path), ...commandFor(name, path) })),
    renamed: sibling.renamed.map(pathText),
    stackInit: `pulumi stack init ${name}${asked ? "" : ` --secrets-provider '${provider.name}'`}`,
  };
}

/** Whether a problem at this place is that something is still to be filled in. */
export function isEmptied({ emptied }: NewSibling, path: string): boolean {
  return emptied.some((place) => path.startsWith(pathText(place)));
}

function commandFor(stack: string, [section, app, group, key]: string[]): { command?: string } {
  if (section !== "slipway:apps" || group !== "secrets") return {};
  return { command: `npx slipway secret set ${stack} ${app} ${key}` };
}

export function renderAdded(result: Added): string {
  const { file, name, like, line, toFillIn, renamed, bootstrap, stackInit } = result;
  const entry = Object.entries(line ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${value}`],
  );
  const lines = [`${file} is written: like ${like}'s, with keys of its own.`];
  if (line) lines.push(`Pulumi.platform.yaml has its line: ${name}: { ${entry.join(", ")} }`);
  lines.push(
    "",
    "To be filled in:",
    ...toFillIn.map(({ path, command }) => `  ${command ?? path}`),
    "",
    `The rest is as ${like} has it, so look it through.`,
    ...(renamed.length > 0
      ? [`It says ${name} where it said ${like}: ${renamed.join(", ")}.`]
      : []),
    "",
    "The first contact's public key, for ~/.ssh/authorized_keys of each server's administrator:",
    "",
    `${bootstrap} slipway ${name} bootstrap`,
    "",
    `Next: npx slipway check ${name} says what is still missing and what belongs there; then`,
    `npx slipway preview ${name}, which begins the stack. With Pulumi's own command: ${stackInit}`,
  );
  return lines.join("\n");
}
