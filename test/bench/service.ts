import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { type Deployment, type JournalEntry, replay } from "./journal.ts";

interface Stack {
  deployment: Deployment;
  version: number;
  journal: JournalEntry[];
}

/** A service backend on loopback. */
export interface Service {
  called: string;
  /** What its engine needs to find it. */
  variables: Record<string, string>;
  close: () => void;
}

/**
 * As much of Pulumi's service as an operation of the engine needs: it takes journals and answers at
 * once. So what is measured with it is the engine's own part, and what the journal saves.
 */
export async function startService(): Promise<Service> {
  const stacks = new Map<string, Stack>();
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const answer = respond(stacks, `${request.method} ${request.url}`, body);
      response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? { code: 404, message: "Not Found" }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    called: "a service that takes journals",
    variables: {
      PULUMI_BACKEND_URL: `http://127.0.0.1:${port}`,
      PULUMI_ACCESS_TOKEN: "bench",
    },
    close: () => void server.close(),
  };
}

async function read(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
  return text.length > 0 ? JSON.parse(text.toString()) : {};
}

/** @returns undefined for what is not there. */
function respond(stacks: Map<string, Stack>, request: string, body: unknown): unknown {
  const [, method = "", path = ""] = /^(\w+) \/api\/([^?]*)/.exec(request) ?? [];
  if (path === "user") return { githubLogin: "bench", name: "bench", organizations: [] };
  if (path === "user/organizations/default") return { GitHubLogin: "bench" };
  if (path === "capabilities") return { capabilities: [] };
  const [, organization = "", project, name, kind, id, action] = path.split("/");
  if (!path.startsWith("stacks/") || project === undefined) return undefined;
  if (name === undefined) {
    const { stackName } = body as { stackName?: string };
    if (method === "POST") stacks.set(`${project}/${stackName}`, empty());
    return {};
  }
  const stack = stacks.get(`${project}/${name}`);
  if (!stack) return undefined;
  switch (action ?? (id === undefined ? (kind ?? "stack") : "start")) {
    case "stack":
      return {
        ...{ id: name, orgName: organization, projectName: project, stackName: name },
        ...{ activeUpdate: "", tags: {}, version: stack.version },
      };
    case "export":
      return { version: 3, deployment: stack.deployment };
    case "start":
      return { version: ++stack.version, token: "bench", journalVersion: 1 };
    case "journalentries":
      stack.journal.push(...(body as { entries: JournalEntry[] }).entries);
      return {};
    case "complete":
      stack.deployment = replay(stack.deployment, stack.journal);
      stack.journal = [];
      return {};
    case "renew_lease":
      return { token: "bench" };
    case "updates":
      return { updates: [] };
    case "update":
    case "preview":
      return { updateID: "1" };
    default:
      return {};
  }
}

function empty(): Stack {
  return { deployment: {}, version: 0, journal: [] };
}
