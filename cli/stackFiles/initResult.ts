import type { ToFillIn } from "./environmentAdded.ts";

/** What `init --json` prints. No private key and no passphrase is ever printed. */
export interface InitResult {
  gitlab: string;
  project: string;
  app: string;
  environments: string[];
  files: string[];
  removed: string[];
  compose: string;
  /** By environment. */
  toFillIn: Record<string, ToFillIn[]>;
  /** By environment: the first contact's public key, for its servers' administrator. */
  bootstrap: Record<string, string>;
}

export function renderInit(result: InitResult): string {
  const { files, removed, app, project, compose, environments } = result;
  const [first = ""] = environments;
  const places = (result.toFillIn[first] ?? []).map(({ path, command }) => `  ${command ?? path}`);
  return [
    `These are yours now, with new keys and your passphrase: ${files.join(", ")}.`,
    ...(removed.length > 0 ? [`Taken out: ${removed.join(", ")}.`] : []),
    "",
    `To be filled in, in each environment's file as here for ${first}:`,
    ...places,
    "",
    "The first contacts' public keys, for ~/.ssh/authorized_keys of each server's administrator:",
    "",
    ...environments.map((name) => `${result.bootstrap[name]} slipway ${name} bootstrap`),
    "",
    `${compose}, env and the names of the secrets are the example's: make them ${app}'s.`,
    "Keep the passphrase where your team keeps such things, and set PULUMI_CONFIG_PASSPHRASE to it.",
    "",
    "Next: npx slipway check says what is still missing and what belongs there (docs/begin.md).",
    `The group of ${project} has to exist on GitLab; Slipway makes the project.`,
  ].join("\n");
}
