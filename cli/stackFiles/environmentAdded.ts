import { pathText } from "../../settings/index.ts";
import type { EnvironmentLine } from "../../settings/index.ts";
import { stackFile } from "./folder.ts";
import type { NewSibling } from "./newSibling.ts";
import { providerOf } from "./secretsProvider.ts";

export interface ToFillIn {
  path: string;
  /** What fills a secret in. */
  command?: string;
}

/** What `environment add --json` prints. */
export interface Added {
  file: string;
  name: string;
  like: string;
  /** As it stands in the platform now; undefined where it stood there before. */
  line: EnvironmentLine | undefined;
  toFillIn: ToFillIn[];
  /** Where the other environment's name stood as a value, and this one's stands now. */
  renamed: string[];
  /** The first contact's public key, for the administrator's authorized_keys on each server. */
  bootstrap: string;
  /** Whether `slipway preview` begins the stack by itself. Other providers decrypt for a stack only. */
  begins: boolean;
  /** Pulumi's own way to begin the stack. */
  stackInit: string;
}

export function added(
  name: string,
  like: string,
  line: EnvironmentLine | undefined,
  sibling: NewSibling,
): Added {
  const provider = providerOf(sibling.text);
  const address = provider.kind === "pulumi" ? provider.address : undefined;
  return {
    ...{ file: stackFile(name), name, like, line, bootstrap: sibling.bootstrap },
    toFillIn: toFillIn(name, sibling),
    renamed: sibling.renamed.map(pathText),
    begins: provider.kind === "passphrase",
    stackInit: `pulumi stack init ${name}${address ? ` --secrets-provider '${address}'` : ""}`,
  };
}

/** What is to be filled in, as people do it: a secret by the command that encrypts it. */
export function toFillIn(stack: string, { emptied, secrets }: NewSibling): ToFillIn[] {
  return emptied.map((place) => {
    const path = pathText(place);
    if (!secrets.includes(place)) return { path };
    const [section, app, group, key, ...more] = place;
    const isApps = section === "slipway:apps" && group === "secrets" && more.length === 0;
    const name = isApps ? `${app} ${key}` : /["']/.test(path) ? `'${path}'` : path;
    return { path, command: `npx slipway secret set ${stack} ${name}` };
  });
}

export function renderAdded(result: Added): string {
  const { file, name, like, line, renamed, bootstrap, begins, stackInit } = result;
  const entry = Object.entries(line ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${value}`],
  );
  const lines = [`${file} is written: like ${like}'s, with keys of its own.`];
  if (line) lines.push(`Pulumi.platform.yaml has its line: ${name}: { ${entry.join(", ")} }`);
  lines.push(
    "",
    "To be filled in:",
    ...result.toFillIn.map(({ path, command }) => `  ${command ?? path}`),
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
    ...(begins
      ? [
          `Next: npx slipway check ${name} says what is still missing and what belongs there; then`,
          `npx slipway preview ${name}, which begins the stack. With Pulumi's own command: ${stackInit}`,
        ]
      : [
          `Next: begin the stack, which alone can decrypt its secrets: ${stackInit}`,
          `Then npx slipway check ${name} says what is still missing and what belongs there.`,
        ]),
  );
  return lines.join("\n");
}
