import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import type { Context } from "hono";
import { environment } from "./command.ts";

export type Service = "git-upload-pack" | "git-receive-pack";

/** What git is told for one request: as GitLab's Gitaly has it. */
const configuration = [
  ["http.receivepack", "true"],
  ["receive.advertisePushOptions", "true"],
  ...["merge-requests", "keep-around", "environments", "pipelines"].map((kind) => [
    "receive.hideRefs",
    `refs/${kind}`,
  ]),
  // Trees that no git makes, with `..` or a name twice, are no commit's (gitcmd/command_options.go).
  ["transfer.fsckObjects", "true"],
  ...["badTimezone", "missingSpaceBeforeDate", "zeroPaddedFilemode"].map((mistake) => [
    `receive.fsck.${mistake}`,
    "ignore",
  ]),
  ["uploadpack.allowAnySHA1InWant", "true"],
  ["uploadpack.allowFilter", "true"],
  ["core.hooksPath", `${import.meta.dirname}/hooks`],
];

/**
 * Hands a request to git's own CGI program, git-http-backend(1).
 *
 * @param ended is waited for when git is through, before the answer goes out. Without it the answer is
 *   on its way as git writes it
 */
export async function serveGit(
  context: Context,
  repository: string,
  path: string,
  { env = {}, ended }: { env?: Record<string, string>; ended?: () => void } = {},
): Promise<Response> {
  const { req: request } = context;
  const child = spawn("git", ["http-backend"], {
    env: {
      ...environment,
      ...configured(),
      GIT_PROJECT_ROOT: repository,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: `/${path}`,
      QUERY_STRING: new URL(request.url).search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.header("content-type") ?? "",
      HTTP_CONTENT_ENCODING: request.header("content-encoding") ?? "",
      GIT_PROTOCOL: request.header("git-protocol") ?? "",
      REMOTE_USER: "gitlab",
      ...env,
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const exit = new Promise<void>((resolve, reject) => {
    child.once("close", () => resolve());
    child.once("error", reject);
  });
  // A client that goes away in the middle leaves git with half of it, which it refuses itself.
  child.stdin.on("error", () => undefined);
  const { body } = request.raw;
  if (body)
    Readable.fromWeb(body as never)
      .on("error", () => child.kill())
      .pipe(child.stdin);
  else child.stdin.end();

  const { head, rest } = await answerOf(child.stdout);
  const { status, headers } = parse(head);
  if (!ended) return new Response(Readable.toWeb(rest) as ReadableStream, { status, headers });
  const parts: Buffer[] = [];
  for await (const part of rest) parts.push(part as Buffer);
  await exit;
  ended();
  return new Response(Buffer.concat(parts), { status, headers });
}

/** The headers that a CGI program writes, and what comes after them. */
async function answerOf(output: Readable): Promise<{ head: string; rest: Readable }> {
  let read = Buffer.alloc(0);
  for (;;) {
    const end = read.indexOf("\r\n\r\n");
    if (end !== -1) {
      output.unshift(read.subarray(end + 4));
      return { head: read.subarray(0, end).toString(), rest: output };
    }
    const part = (output.read() ?? undefined) as Buffer | undefined;
    if (part) read = Buffer.concat([read, part]);
    else if (output.readableEnded)
      return { head: "Status: 500 Internal Server Error", rest: output };
    else {
      await new Promise<void>((resolve) => {
        output.once("readable", resolve);
        output.once("end", resolve);
      });
    }
  }
}

function parse(head: string): { status: number; headers: Headers } {
  const headers = new Headers();
  let status = 200;
  for (const line of head.split("\r\n")) {
    const [name = "", value = ""] = line.split(": ");
    if (name === "Status") status = Number.parseInt(value);
    else headers.append(name, value);
  }
  return { status, headers };
}

function configured(): Record<string, string> {
  return Object.fromEntries([
    ["GIT_CONFIG_COUNT", String(configuration.length)],
    ...configuration.flatMap(([name, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, name],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]),
  ]) as Record<string, string>;
}
