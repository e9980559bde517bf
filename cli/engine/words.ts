import type { EnvironmentSettings } from "../../settings/index.ts";
import { kindOf } from "../../gitlab/kinds.ts";
import { connectionMessage } from "../servers/advice.ts";
import { printable } from "../terminal/output.ts";
import { commandFault, hostFailure } from "./commandFailure.ts";
import { commandPlace } from "./commandPlace.ts";
import { nameOf, typeOf } from "./urn.ts";

/** A message of the engine's. */
export interface EngineMessage {
  severity: string;
  message: string;
  urn?: string;
}

/**
 * What the engine and its plugins say, in the words of the rest of Slipway: which server, what is
 * wrong, what to do.
 *
 * @param settings the environment's, to name its servers; without them a message stays as it is
 */
export function inWords(
  { severity, message, urn = "" }: EngineMessage,
  stack: string,
  settings: EnvironmentSettings | undefined,
): string {
  if (isAboutPending(message)) return pendingWords(message, stack);
  if (severity === "error" && serviceAccount.test(urn)) return `${message}\n${accountAdvice}`;
  if (severity === "error" && kindOf(typeOf(urn)) && isThere.test(message)) {
    return `${message}\nIt is on GitLab already: \`slipway up ${stack} --adopt\` takes over what the token may read.`;
  }
  const place =
    settings && urn.includes("command:remote:Command")
      ? commandPlace(nameOf(urn), settings)
      : undefined;
  if (!place) return message;
  const failure = hostFailure(message);
  const fault = failure ? undefined : commandFault(message);
  if (fault) return connectionMessage(fault, stack, place);
  if (!failure) return message;
  const log = failure.log.map((line) => `\n    | ${printable(line)}`);
  return `${place.what}: ${printable(failure.message)}${log.join("")}`;
}

/** What GitLab answers for most kinds, and for branches, their protection and files. */
const isThere = /has already been taken|already exists/;

const serviceAccount = /gitlab:index\/groupServiceAccount(AccessToken)?:/;

/** What GitLab answers tells which edition it is, and not whether this is switched on. */
const accountAdvice =
  "Not every GitLab has service accounts: a self-managed one without a licence has them behind a feature flag. " +
  "Where it has none, name whose tokens release under `slipway:pipelines.release` (docs/gitlab.md).";

/** Whether the engine warns of steps that were under way when an operation was killed. */
export function isAboutPending(message: string): boolean {
  return message.includes("pending operations from");
}

/** The engine's own advice is to look into a cloud's console, and to refresh at a terminal. */
function pendingWords(message: string, stack: string): string {
  const steps = [...message.matchAll(/^\s*\* (\S+), interrupted while (\w+)/gm)];
  const names = steps.map(([, urn = "", step]) => `${nameOf(urn)} (${step})`).join(", ");
  return (
    `A former operation was killed in the middle of ${names || "a step"}: whether that was done ` +
    `is not known. \`slipway up ${stack}\` looks, and goes on from there.`
  );
}
