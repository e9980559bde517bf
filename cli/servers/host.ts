import type { AllowRequest } from "../../host/allowProtocol.ts";
import type { LogLine, LogsAnswer, LogsRequest } from "../../host/logsProtocol.ts";
import type { AnnounceRequest } from "../../host/announceProtocol.ts";
import { exitCode, protocol } from "../../host/protocol.ts";
import type {
  Action,
  Answer,
  DeployRequest,
  HistoryAnswer,
  HistoryRequest,
  PullRequest,
  RestoreRequest,
  RollbackRequest,
  StatusAnswer,
  StatusRequest,
} from "../../host/protocol.ts";
import type { RemoveRequest } from "../../host/removeProtocol.ts";
import type { RestartRequest } from "../../host/restartProtocol.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { isObject } from "../terminal/isObject.ts";
import { printable } from "../terminal/output.ts";
import { call, Unreachable } from "./ssh.ts";
import type { Target } from "./target.ts";

/** One server, and how to speak to slipway-host on it. */
export interface Host {
  stack: string;
  server: Target;
  /** An OpenSSH private key, with its last newline. */
  privateKey: string;
  redact: (text: string) => string;
  /** A line of progress, redacted and printable. */
  onProgress?: (line: string) => void;
}

type Body<Request> = Omit<Request, "protocol">;

interface Requests {
  deploy: Body<DeployRequest>;
  rollback: Body<RollbackRequest>;
  allow: Body<AllowRequest>;
  pull: Body<PullRequest>;
  restart: Body<RestartRequest>;
  restore: Body<RestoreRequest>;
  remove: Body<RemoveRequest>;
  announce: Body<AnnounceRequest>;
}

/** Reading takes a moment; a server that needs longer than this has a trouble to look at. */
const readTimeout = 60_000;

/** What every app of the environment does on this server; of one app with a deployer's key. */
export async function askStatus(host: Host, request: Body<StatusRequest>): Promise<StatusAnswer> {
  const { code, answer } = await exchange(host, "status", request, readTimeout);
  if (!isObject(answer) || !Array.isArray(answer.apps)) throw refused(host, code, answer);
  requireEnvironment(host, answer.environment);
  return answer as unknown as StatusAnswer;
}

export async function askHistory(
  host: Host,
  request: Body<HistoryRequest>,
): Promise<HistoryAnswer> {
  const { code, answer } = await exchange(host, "history", request, readTimeout);
  if (isObject(answer) && Array.isArray(answer.entries)) return answer as unknown as HistoryAnswer;
  throw refused(host, code, answer);
}

/**
 * What an app's containers say.
 *
 * @param onLine takes each line as it comes, redacted
 */
export async function askLogs(
  host: Host,
  request: Body<LogsRequest>,
  onLine: (line: LogLine) => void,
): Promise<LogsAnswer> {
  let answer: unknown;
  const take = (text: string) => {
    const told = parse(text, host.redact);
    if (isObject(told) && typeof told.line === "string") onLine(told as unknown as LogLine);
    else answer = told;
  };
  const timeout = request.follow ? undefined : readTimeout;
  const { code } = await exchange(host, "logs", request, timeout, take, () => answer);
  if (isObject(answer) && code === exitCode.serving) return answer as unknown as LogsAnswer;
  throw refused(host, code, answer, "logs");
}

/** Asks for a change. That it failed its checks, or was refused, is an answer and not an error. */
export async function ask<A extends keyof Requests>(
  host: Host,
  action: A,
  request: Requests[A],
): Promise<Answer> {
  const { code, answer } = await exchange(host, action, request);
  if (isUnknown(answer)) throw refused(host, code, answer, action);
  if (isObject(answer) && typeof answer.outcome === "string") {
    // The exit code is what slipway-host stands by. Its 1 means a change that was cut off in the
    // middle, as by a broken connection; here it would say that nothing was changed.
    const passed = code === exitCode.interrupted ? exit.unreachable : code;
    return { ...(answer as unknown as Answer), code: passed };
  }
  throw refused(host, code, answer);
}

async function exchange(
  host: Host,
  action: Action,
  request: object,
  timeout?: number,
  onOutput?: (line: string) => void,
  answered?: () => unknown,
): Promise<{ code: number; answer: unknown }> {
  const { stack, server, redact } = host;
  const lastLines: string[] = [];
  const { code, output } = await call({
    stack,
    server,
    privateKey: host.privateKey,
    action,
    input: JSON.stringify({ protocol, ...request }) + "\n",
    onLine: (line) => {
      const clean = printable(redact(line.trimEnd()));
      lastLines.push(clean);
      if (lastLines.length > 5) lastLines.shift();
      host.onProgress?.(clean);
    },
    ...(timeout === undefined ? {} : { timeout }),
    ...(onOutput && { onOutput }),
  });
  const answer = answered ? answered() : parse(output, redact);
  if (answer !== undefined) return { code, answer };
  if (code === 126 || code === 127) {
    throw new Unreachable(
      `slipway-host is not on ${server.name}, or not where its keys say. \`npx slipway up ${stack}\` puts it there.`,
      { isStrange: true },
    );
  }
  const said = lastLines.length > 0 ? `\n  ${lastLines.join("\n  ")}` : "";
  throw new Unreachable(
    `What answered on ${server.name} is not slipway-host (it ended with ${code}).${said}`,
  );
}

/** A key is bound to one environment, on the server; a pipeline's variables may hold another's. */
function requireEnvironment({ stack, server }: Host, environment: unknown): void {
  if (typeof environment !== "string" || environment === stack) return;
  throw new UserError(
    `${server.name} knows this key as \`${environment}\`'s, and not as \`${stack}\`'s. ` +
      "Name that environment, or give the key of this one.",
  );
}

/** JSON, with this stack's secrets taken out of every text in it; undefined if it is none. */
function parse(output: string, redact: (text: string) => string): unknown {
  try {
    return JSON.parse(output, (_key, value: unknown) =>
      typeof value === "string" ? redact(value) : value,
    );
  } catch {
    return undefined;
  }
}

/** Whether that is what one says to an action that came after it. */
function isUnknown(answer: unknown): boolean {
  const message = isObject(answer) ? answer.message : undefined;
  return typeof message === "string" && message.startsWith("slipway-host needs an action: ");
}

/**
 * slipway-host did not do what was asked; its reason and its exit code are passed on.
 *
 * @param action one that the slipway-host of before did not know
 */
function refused(host: Host, code: number, answer: unknown, action?: Action): UserError {
  if (isUnknown(answer) && action !== undefined) {
    const { server, stack } = host;
    const brought = `\`npx slipway up ${stack}\` brings one that does.`;
    return new UserError(
      `The slipway-host on ${server.name} does not know \`${action}\` yet: ${brought}`,
      exitCode.badRequest,
    );
  }
  const reason = isObject(answer) && typeof answer.message === "string" ? answer.message : "";
  const said = printable(reason) || `slipway-host ended with ${code} and gave no reason.`;
  const failed = Object.values<number>(exitCode).includes(code) && code !== exitCode.serving;
  return new UserError(`${host.server.name}: ${said}`, failed ? code : exit.unreachable);
}
