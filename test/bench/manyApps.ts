import { spawn } from "node:child_process";
import { join } from "node:path";
import { protocol, type Action } from "../../host/protocol.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { freePort } from "../support/freePort.ts";

/** Asks slipway-host as the key of an environment does, without SSH and its time. */
export type AskHost = (action: Action, request: object) => Promise<void>;

/**
 * Has apps serve in production beside those that are declared, each with a port and health rules of its
 * own.
 *
 * @param count how many are served there then, with those that are
 */
export async function serveMany(
  sandbox: Sandbox,
  image: string,
  { version, count, served }: { version: string; count: number; served: number },
): Promise<AskHost> {
  const ask: AskHost = (action, request) => askHost(sandbox, action, { protocol, ...request });
  for (let number = served; number < count; number++) {
    const app = `app-${number}`;
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/health`;
    const configuration = {
      compose: {
        services: {
          app: { image: "${IMAGE}", env_file: ".env", ports: [`127.0.0.1:${port}:3000`] },
        },
      },
      ...{ files: {}, env: {}, secrets: { PASSWORD: `of ${app}` } },
      health: { url, version: ".version", smoke: [], within: 60 },
    };
    const { registry } = sandbox;
    await ask("apply", { app, configuration, withNextImage: false, registry });
    await ask("deploy", { app, image, version, registry });
  }
  return ask;
}

async function askHost({ server, machine }: Sandbox, action: Action, request: object) {
  const program = join(server.folder, "bin", "environments", "production");
  const bound = ["--folder", server.folder, "--environment", "production"];
  const child = spawn(program, [...bound, action], {
    env: {
      PATH: process.env.PATH,
      DOCKER_HOST: machine.docker.host,
      DOCKER_CONFIG: machine.docker.config,
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stdin.end(JSON.stringify(request));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (code !== 0) throw new Error(`slipway-host ${action}: ${code}\n${said}`);
  const { apps } = JSON.parse(said) as { apps?: { app: string; healthy: boolean }[] };
  const ill = apps?.filter(({ healthy }) => !healthy).map(({ app }) => app) ?? [];
  if (ill.length > 0) throw new Error(`Not healthy: ${ill.join(", ")}.\n${said}`);
}
