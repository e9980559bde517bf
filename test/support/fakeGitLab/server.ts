import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32 } from "node:zlib";
import type { Job } from "../../../sandbox/runner/job.ts";
import { serveGit } from "./gitHttp.ts";

/** What the fake has of a job. */
export interface Told {
  job: Job;
  trace: Buffer;
  /** What `Job-Status` says in answers. @default "running" */
  status: string;
  /** The last update, where there was one. */
  end?: { state: string; failure_reason?: string; exit_code?: number };
  artifacts: { query: Record<string, string>; filename: string; content: Buffer }[];
}

/** An answer in place of the usual one. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/**
 * GitLab's Runner API as a runner meets it, and git over HTTP beside it. It decides nothing: tests put
 * jobs in, and look at what came of them.
 */
export class FakeGitLab {
  readonly runnerToken = "glrt-t1_fakefakefakefakefake";
  /** Descriptions of the runners that it knows, by token. */
  readonly runners = new Map([[this.runnerToken, "bench"]]);
  readonly jobs = new Map<number, Told>();
  /** `PATCH /api/v4/jobs/1/trace`, in their order. */
  readonly requests: string[] = [];
  /** Asked before every request; what it answers is sent instead. */
  intercept: (request: IncomingMessage) => Answer | undefined = () => undefined;
  /** Called after every request. */
  onRequest: () => void = () => {};
  /** Seconds that runners are asked to let pass between two pieces of a trace. */
  interval: string | undefined;
  url = "";
  readonly #repositories: string;
  readonly #queue: { id: number; runner: string | undefined }[] = [];
  readonly #server = createServer((request, response) => {
    void this.#answer(request, response).finally(() => this.onRequest());
  });

  constructor(repositories: string) {
    this.#repositories = repositories;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** @param runner description of the one that gets it. @default whoever asks first */
  enqueue(job: Job, runner?: string): Told {
    const told: Told = { job, trace: Buffer.alloc(0), status: "running", artifacts: [] };
    this.jobs.set(job.id, told);
    this.#queue.push({ id: job.id, runner });
    return told;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    const path = new URL(url, this.url).pathname;
    this.requests.push(`${method} ${path}`);
    const other = this.intercept(request);
    if (other) {
      request.resume();
      response.writeHead(other.status, other.headers).end(other.body);
      return;
    }
    if (path.includes(".git/")) return this.#git(request, response);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const answer = this.#api(request, path, Buffer.concat(parts));
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  /** With the credential of any job, as GitLab takes it. */
  #git(request: IncomingMessage, response: ServerResponse): void {
    const given = Buffer.from((request.headers.authorization ?? "").slice(6), "base64").toString();
    const known = [...this.jobs.values()].map(({ job }) => `gitlab-ci-token:${job.token}`);
    if (known.includes(given)) return serveGit(this.#repositories, request, response);
    response.writeHead(401, { "www-authenticate": 'Basic realm="GitLab"' }).end();
  }

  #api(request: IncomingMessage, path: string, body: Buffer): Answer {
    if (path === "/api/v4/jobs/request") return this.#hand(body);
    if (path === "/api/v4/user/runners") return this.#create(body);
    if (path === "/api/v4/runners/verify") return this.#verify(body);
    const [, id, what = ""] = /^\/api\/v4\/jobs\/(\d+)(?:\/(\w+))?$/.exec(path) ?? [];
    const told = this.jobs.get(Number(id));
    if (!told || request.headers["job-token"] !== told.job.token) return { status: 403 };
    const headers = {
      "Job-Status": told.status,
      ...(this.interval && { "X-GitLab-Trace-Update-Interval": this.interval }),
    };
    if (told.status === "canceled") return { status: 403, headers };
    const handlers: Record<string, () => Answer> = {
      "PATCH trace": () => append(told, request.headers["content-range"] ?? "", body),
      "PUT ": () => update(told, body),
      "POST artifacts": () => store(told, request, body),
      "GET artifacts": () => send(told),
    };
    const answer = handlers[`${request.method} ${what}`]?.() ?? { status: 404 };
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }

  #hand(body: Buffer): Answer {
    const { token } = JSON.parse(body.toString()) as { token: string };
    const asking = this.runners.get(token);
    if (asking === undefined) return { status: 403 };
    const next = this.#queue.find(({ runner = asking }) => runner === asking);
    if (!next) return { status: 204, headers: { "X-GitLab-Last-Update": "abc" } };
    this.#queue.splice(this.#queue.indexOf(next), 1);
    return { status: 201, body: JSON.stringify(this.jobs.get(next.id)!.job) };
  }

  #create(body: Buffer): Answer {
    const { description } = JSON.parse(body.toString()) as { description: string };
    const token = `glrt-t1_${randomBytes(12).toString("hex")}`;
    this.runners.set(token, description);
    return { status: 201, body: JSON.stringify({ id: this.runners.size, token }) };
  }

  #verify(body: Buffer): Answer {
    const { token } = JSON.parse(body.toString()) as { token: string };
    return { status: this.runners.has(token) ? 200 : 403 };
  }
}

function append(told: Told, range: string, body: Buffer): Answer {
  const [from, to] = range.split("-").map(Number);
  const fits = from === told.trace.length && to === from + body.length - 1;
  if (fits) told.trace = Buffer.concat([told.trace, body]);
  return { status: fits ? 202 : 416, headers: { Range: `0-${told.trace.length}` } };
}

/** GitLab compares checksums only at the end, and asks for all of the trace again by dropping its own. */
function update(told: Told, body: Buffer): Answer {
  const end = JSON.parse(body.toString()) as Told["end"] & { output: { checksum: string } };
  if (end.state === "running") return { status: 200 };
  const checksum = `crc32:${crc32(told.trace).toString(16).padStart(8, "0")}`;
  if (end.output.checksum !== checksum) {
    told.trace = Buffer.alloc(0);
    return { status: 412 };
  }
  told.end = end;
  return { status: 200 };
}

function store(told: Told, request: IncomingMessage, body: Buffer): Answer {
  const query = Object.fromEntries(new URL(request.url!, "http://fake").searchParams);
  const boundary = /boundary=(.*)$/.exec(request.headers["content-type"] ?? "")![1]!;
  const start = body.indexOf("\r\n\r\n") + 4;
  const end = body.lastIndexOf(`\r\n--${boundary}--`);
  const filename = /name="file"; filename="([^"]*)"/.exec(body.subarray(0, start).toString())![1]!;
  told.artifacts.push({ query, filename, content: body.subarray(start, end) });
  return { status: 201, body: "{}" };
}

function send(told: Told): Answer {
  const archive = told.artifacts.find(({ query }) => query["artifact_type"] === "archive");
  return archive ? { status: 200, body: archive.content } : { status: 404 };
}
