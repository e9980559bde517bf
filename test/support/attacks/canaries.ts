import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { unzipSync } from "fflate";
import { gitLabFolder } from "../../../sandbox/gitlabDaemon.ts";
import { messages } from "../../../sandbox/messages/mailbox.ts";
import type { Loop } from "../loop.ts";
import { sightings } from "../canaries.ts";

interface Variable {
  key: string;
  value: string;
  masked: boolean;
  variable_type: string;
}

/** What GitLab keeps for jobs and shows to nobody: pieces that nothing else has, by their names. */
export async function secretsOf(loop: Loop): Promise<Map<string, string>> {
  const path = `projects/${encodeURIComponent(loop.project)}/variables?per_page=100`;
  const variables = await loop.sandbox.get<Variable[]>(path);
  const isSecret = ({ key, masked, variable_type: type }: Variable) =>
    masked || (type === "file" && key !== "SLIPWAY_KNOWN_HOSTS");
  return new Map(
    variables.filter(isSecret).map(({ key, value }, index) => {
      // The first lines of two keys may be the same.
      const lines = value.split("\n").filter((line) => line.length >= 8 && !line.startsWith("---"));
      return [`${key} ${index}`, lines.at(-1)!];
    }),
  );
}

/** Jobs that run the app's code, and see no variable that is a secret but their own token. */
const codeJobs = ["unit", "build"];

/**
 * Where a secret is to be seen by somebody who looks at GitLab, Slack or Telegram: in a job's log or its
 * artifacts, in a merge request and its notes, in a message. Logs have masks where a masked variable's
 * value was printed, so a mask in a log is one that was: no job with a secret has any.
 */
export async function seenSecrets(loop: Loop, secrets: Iterable<string>): Promise<string[]> {
  const project = `projects/${encodeURIComponent(loop.project)}`;
  const all = async <One>(path: string) => {
    const found: One[] = [];
    for (let page = 1; ; page++) {
      const query = `${path.includes("?") ? "&" : "?"}per_page=100&page=${page}`;
      const more = await loop.sandbox.get<One[]>(`${project}/${path}${query}`);
      found.push(...more);
      if (more.length < 100) return found;
    }
  };
  const folder = gitLabFolder(loop.sandbox.folder);
  const logs = join(folder, "jobs");
  const jobs = await all<{ id: number; name: string }>("jobs");
  const masked = jobs
    .filter(({ name }) => !codeJobs.includes(name))
    .filter(({ id }) => logOf(logs, id).includes("[MASKED]"))
    .map(({ id, name }) => `${name} (${id}): [MASKED]`);
  const requests = await all<{ iid: number }>("merge_requests?state=all");
  const notes = await Promise.all(
    requests.map(({ iid }) => all<object>(`merge_requests/${iid}/notes`)),
  );
  const needles = [...secrets].flatMap(disguised);
  const said = Object.entries({ requests, notes, messages: messages(folder) })
    .filter(([, what]) => includes(JSON.stringify(what), needles))
    .map(([name]) => name);
  return [...findSecrets(logs, secrets), ...masked, ...said];
}

function logOf(logs: string, job: number): string {
  const file = join(logs, String(job), "trace.log");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** The ways in which somebody would print a secret so that GitLab does not know it again; base64 apart. */
function disguised(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const backwards = [...secret].reverse().join("");
  return [secret, backwards, bytes.toString("hex"), [...secret].join(" ")];
}

/** Files below a folder that hold one of them, archives opened; the values themselves are not named. */
export function findSecrets(folder: string, secrets: Iterable<string>): string[] {
  const needles = [...secrets].flatMap(disguised);
  const packed = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => contents(readFileSync(file)).some((text) => includes(text, needles)));
  return [...new Set([...sightings(folder, needles).map(({ file }) => file), ...packed])];
}

function includes(text: string, needles: string[]): boolean {
  return needles.some((needle) => text.includes(needle));
}

/** What is in an archive. */
function contents(bytes: Buffer): string[] {
  if (bytes.subarray(0, 2).toString("latin1") === "PK") {
    return Object.values(unzipSync(bytes)).map((one) => Buffer.from(one).toString("latin1"));
  }
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isGzip ? [gunzipSync(bytes).toString("latin1")] : [];
}
