import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../terminal/exit.ts";
import { isObject } from "../terminal/isObject.ts";
import { printable } from "../terminal/output.ts";

/** Who pushes to a registry. */
export interface Account {
  address: string;
  user: string;
  password: string;
  /** Whether variables say it, which Docker's own tools know nothing of. */
  fromVariables: boolean;
}

/**
 * The account for a registry: of SLIPWAY_TOOL_USER and SLIPWAY_TOOL_TOKEN, else what `docker login` has
 * kept, in `config.json` or with the helper that it names (docs.docker.com, "docker login").
 *
 * @throws UserError for half of the variables, and for a configuration or a helper that can't be read
 */
export async function dockerAccount(
  host: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Account | undefined> {
  const { SLIPWAY_TOOL_USER: user, SLIPWAY_TOOL_TOKEN: password } = environment;
  if (user && password) return { address: host, user, password, fromVariables: true };
  if (user || password) {
    throw new UserError(
      "SLIPWAY_TOOL_USER and SLIPWAY_TOOL_TOKEN go together, and one is not set.",
    );
  }
  const { auths, credHelpers, credsStore } = configuration(environment);
  const helper = (isObject(credHelpers) && credHelpers[host]) || credsStore;
  const pair =
    typeof helper === "string" && helper !== ""
      ? await fromHelper(helper, host)
      : fromFile(isObject(auths) ? auths : {}, host);
  return pair && { address: host, ...pair, fromVariables: false };
}

type Pair = Pick<Account, "user" | "password">;

function configuration(environment: NodeJS.ProcessEnv): Record<string, unknown> {
  const folder = environment.DOCKER_CONFIG || join(environment.HOME || homedir(), ".docker");
  const path = join(folder, "config.json");
  try {
    const content: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isObject(content) ? content : {};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    // What the parser says may show a part of the file.
    throw new UserError(`${path}, where Docker keeps accounts, can't be read.`);
  }
}

function fromFile(auths: Record<string, unknown>, host: string): Pair | undefined {
  const entry = auths[host] ?? auths[`https://${host}`];
  const auth = isObject(entry) ? entry.auth : undefined;
  if (typeof auth !== "string") return undefined;
  const [, user, password] = /^([^:]+):(.+)$/s.exec(Buffer.from(auth, "base64").toString()) ?? [];
  return user && password ? { user, password } : undefined;
}

/** `docker-credential-<helper> get`: the host comes on its standard input. */
async function fromHelper(helper: string, host: string): Promise<Pair | undefined> {
  const command = `docker-credential-${helper}`;
  const child = spawn(command, ["get"], { stdio: ["pipe", "pipe", "ignore"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stdin.on("error", () => {});
  child.stdin.end(host);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", () =>
      reject(
        new UserError(
          `\`${printable(command)}\`, which Docker's configuration names, could not be started.`,
        ),
      ),
    );
    child.once("close", resolve);
  });
  // It has none for this host.
  if (code !== 0) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(output);
  } catch {
    throw new UserError(`What \`${printable(command)}\` answers is no JSON.`);
  }
  const { Username: user, Secret: password } = isObject(content) ? content : {};
  return typeof user === "string" && typeof password === "string" ? { user, password } : undefined;
}
