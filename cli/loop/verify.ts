import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { PublicHealth } from "../../components/environment/publicHealth.ts";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { atPath } from "./jqPath.ts";

/** Milliseconds between two looks, and the most that one may take. */
const pause = 500;
const patience = 10_000;

/** What an environment's jobs know of the app's public address (SLIPWAY_HEALTH, written by `up`). */
const healthVariable: z.ZodType<PublicHealth> = z.object({
  /** The health check's address, as people's browsers reach it. */
  url: z.url({ protocol: /^https?$/ }),
  /** A jq path to the version in its answer. */
  version: z.string().optional(),
  /** Paths on the same host, or whole addresses: each has to answer with 2xx. */
  smoke: z.array(z.string()).default([]),
  /** Seconds until it has to be well. */
  within: z.number().positive().default(60),
});

/**
 * @returns undefined where the variable is not set: nothing is looked at from outside
 * @throws UserError for one that can't be read
 */
export function publicHealth(
  environment: NodeJS.ProcessEnv = process.env,
): PublicHealth | undefined {
  const text = environment.SLIPWAY_HEALTH;
  if (!text) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new UserError("SLIPWAY_HEALTH is not JSON. `up` of the environment writes it.");
  }
  const read = healthVariable.safeParse(content);
  if (read.success) return read.data;
  const problems = read.error.issues.map(
    ({ path, message }) => `  ${path.join(".") || "it"}: ${message}`,
  );
  throw new UserError(
    ["SLIPWAY_HEALTH is wrong; `up` of the environment writes it:", ...problems].join("\n"),
  );
}

/**
 * Asks the app as its users reach it, until it is well: health, the version that it reports, and then
 * a few pages once each. Behind it are proxies, certificates and names, which no server's own checks
 * see.
 *
 * @returns why it is not well: a sentence
 */
export async function verifyPublicly(
  health: PublicHealth,
  version: string | undefined,
): Promise<string | undefined> {
  const { url, within, smoke } = health;
  say(`Asking ${url}, as the app's users do`);
  const deadline = Date.now() + within * 1000;
  let problem = await healthProblem(health, version);
  while (problem !== undefined && Date.now() + pause < deadline) {
    await sleep(pause);
    problem = await healthProblem(health, version);
  }
  if (problem !== undefined) return `${problem} It went on so for ${within} s.`;
  for (const path of smoke) {
    const address = new URL(path, url).href;
    const answer = await get(address);
    if (typeof answer === "string") return answer;
    if (!answer.ok) return `${address} answers ${answer.status}, and has to answer with 2xx.`;
  }
  return undefined;
}

async function healthProblem(
  { url, version: path }: PublicHealth,
  version: string | undefined,
): Promise<string | undefined> {
  const answer = await get(url);
  if (typeof answer === "string") return answer;
  if (!answer.ok) return `${url} answers ${answer.status}, and has to answer with 2xx.`;
  if (path === undefined || version === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(answer.body);
  } catch {
    return `${url} answers what is no JSON, and has to tell its version at ${path}.`;
  }
  const reported = atPath(content, path);
  if (reported === version) return undefined;
  const told = reported === undefined ? "no version" : JSON.stringify(reported);
  return `${url} reports ${told} at ${path}, and ${JSON.stringify(version)} was deployed.`;
}

/** The answer, or why there is none. */
async function get(url: string): Promise<{ ok: boolean; status: number; body: string } | string> {
  try {
    const answer = await fetch(url, {
      // What a proxy has kept tells nothing of what serves now.
      headers: { "cache-control": "no-cache", accept: "application/json, */*" },
      signal: AbortSignal.timeout(patience),
    });
    return { ok: answer.ok, status: answer.status, body: await answer.text() };
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { message?: string } };
    return `${url} can't be asked: ${cause?.message || message}.`;
  }
}
