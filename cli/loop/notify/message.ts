import { shortDigest } from "../../terminal/output.ts";
import type { ChangeFile } from "../changeFile.ts";
import { shortSha } from "../commit.ts";
import type { Changes } from "./changes.ts";
import type { People } from "./people.ts";

/** A text that leads somewhere. */
export interface Link {
  text: string;
  url?: string;
}

/** What a team is told, in no service's markup. */
export interface Message {
  state: "good" | "warning" | "bad";
  headline: string;
  /** Why, where it is not well, or what to do after it. */
  reason?: string;
  facts: [label: string, value: Link][];
  changes: Link[];
  /** What stands above the changes. */
  changesTitle?: string;
}

/** A chat shows that much of what changed, and how long a title may be. */
const mostChanges = 10;
const longest = 150;

/** What is told of a change; undefined where nothing changed, and nobody wants to know. */
export function messageOf(
  change: ChangeFile,
  changes: Changes | undefined,
  people: People,
  environment: NodeJS.ProcessEnv,
  branch?: string,
): Message | undefined {
  const { outcome, emergency, message } = change;
  if (outcome === "unchanged") return undefined;
  const isWell = outcome === "serving";
  const isBack = isWell && change.action === "deploy" && changes?.isBack === true;
  const isRollback = change.action === "rollback" || isBack;
  const headline = headlineOf(change);
  const advice = isBack
    ? forwardAgain(environment)
    : changes?.isAhead && branch
      ? mergeBack(environment, branch)
      : undefined;
  const ended = change.byHand ? [handEnded(change.byHand)] : [];
  const reason = isWell ? [...ended, ...(advice ? [advice] : [])].join(" ") : message;
  return {
    state: !isWell ? "bad" : emergency || isRollback ? "warning" : "good",
    headline: cut(emergency ? `Emergency (${emergency}): ${headline}` : headline),
    ...(reason ? { reason: cut(reason, 500) } : {}),
    facts: factsOf(change, people, environment),
    ...changesOf(changes),
  };
}

/**
 * After an old deploy job was run again: a deployment older than it is outdated to GitLab, so that it
 * refuses (403) the doors of newer pipelines that stood open by then.
 */
function forwardAgain({ CI_COMMIT_BRANCH: branch }: NodeJS.ProcessEnv): string {
  return (
    "An older commit was deployed again, and GitLab refuses the doors of newer pipelines that nobody has opened by now. " +
    `To go forward: run the newer deploy job again that served here before, or start a new pipeline on ${branch ?? "the branch"}, which builds nothing.`
  );
}

/** From then on servers take every image again. */
function handEnded(image: string): string {
  return `Until then ${shortDigest(image)} ran, started by hand on a server; that is over.`;
}

/** What is not on the environment's own branch is gone from there with that one's next push. */
function mergeBack({ CI_COMMIT_BRANCH: from }: NodeJS.ProcessEnv, branch: string): string {
  return `${branch} does not hold this. Merge ${from ?? "it"} back into ${branch}, or the next push there takes it off again.`;
}

function headlineOf(change: ChangeFile): string {
  const { outcome, action, app, environment, release } = change;
  const now = called(release);
  const what = now ? `${app} ${now}` : app;
  if (action === "rollback") {
    if (outcome === "serving")
      return `${app} on ${environment} was rolled back to ${now ?? "the release before"}`;
    return `${app} on ${environment} could not be rolled back`;
  }
  switch (outcome) {
    case "serving":
    case "unchanged":
      return `${what} serves on ${environment}`;
    case "put back": {
      const back = served(change);
      return `${what} failed on ${environment} and was put back${back ? `: ${back} serves` : ""}`;
    }
    case "closed":
      return `${what} was not deployed: ${environment} is closed to it`;
    case "begun":
      return `The deploy of ${what} to ${environment} was cut off`;
    case "failed":
      return `The deploy of ${what} to ${environment} failed`;
  }
}

/** What a release was deployed in place of, where that was a release. */
function served({ before, byHand }: ChangeFile): string | undefined {
  return byHand === undefined ? called(before) : undefined;
}

function called(release: ChangeFile["release"]): string | undefined {
  return release && (release.version || shortDigest(release.image));
}

function factsOf(change: ChangeFile, people: People, job: NodeJS.ProcessEnv): [string, Link][] {
  const { environment, release, seconds } = change;
  const commit = release?.commit ?? job.CI_COMMIT_SHA;
  const page = job.CI_PROJECT_URL;
  const facts: [string, Link | undefined][] = [
    ["Environment", link(environment, job.DEPLOY_URL ?? job.CI_ENVIRONMENT_URL)],
    ["Version", link(called(release))],
    ["Before", link(served(change))],
    ["Commit", commit ? link(shortSha(commit), page && `${page}/-/commit/${commit}`) : undefined],
    ["Author", link(people.author)],
    ["Started by", link(people.starter)],
    [
      "Pipeline",
      job.CI_PIPELINE_ID ? link(`#${job.CI_PIPELINE_ID}`, job.CI_PIPELINE_URL) : undefined,
    ],
    ["Took", seconds === undefined ? undefined : link(duration(seconds))],
  ];
  return facts.filter((fact): fact is [string, Link] => fact[1] !== undefined);
}

function changesOf(changes: Changes | undefined): Pick<Message, "changes" | "changesTitle"> {
  if (!changes || changes.mergeRequests.length === 0) return { changes: [] };
  const { mergeRequests, isBack } = changes;
  const shown = mergeRequests.slice(0, mostChanges).map(({ iid, title, url }) => ({
    text: cut(`!${iid} ${title}`),
    ...(isWeb(url) ? { url } : {}),
  }));
  const more = mergeRequests.length - shown.length;
  return {
    changesTitle: isBack ? "Taken back" : "What changed",
    changes: [...shown, ...(more > 0 ? [{ text: `and ${more} more` }] : [])],
  };
}

function link(text: string | undefined, url?: string): Link | undefined {
  return text ? { text: cut(text), ...(url && isWeb(url) ? { url } : {}) } : undefined;
}

function isWeb(url: string): boolean {
  return /^https?:\/\/[^\s<>|"]+$/.test(url);
}

function cut(text: string, most = longest): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= most) return line;
  // Services count as UTF-16 does; half a character is none.
  return `${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

function duration(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
