import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { copyFile, mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { dockerEnvironment } from "../../sandbox/docker.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";

const run = promisify(execFile);

/**
 * The same app as a team without Slipway deploys it: the release's own compose file and `.env`, in a
 * project of its own, with Compose alone.
 */
export async function bareDeploys(sandbox: Sandbox, folder: string) {
  const release = join(sandbox.server.folder, "production", "shop", "current");
  await mkdir(folder, { recursive: true });
  await copyFile(join(release, ".env"), join(folder, ".env"));
  // It names the release's folder, which is gone ten releases later.
  const composeFile = await readFile(join(release, "compose.yaml"), "utf8");
  const own = composeFile.replaceAll(await realpath(release), folder);
  await writeFile(join(folder, "compose.yaml"), own);
  const environment = { ...dockerEnvironment(sandbox.machine.docker) };
  const compose = (...args: string[]) =>
    run("docker", ["compose", "--project-name", "bare", "--project-directory", folder, ...args], {
      cwd: folder,
      env: environment,
    });
  const { address, user, password } = sandbox.machine.registry;
  const login = run("docker", ["login", "--username", user, "--password-stdin", address], {
    env: environment,
  });
  login.child.stdin?.end(password);
  await login;
  // The production app has its port; the comparison publishes on another.
  const port = Number(/^PORT="?(\d+)/m.exec(readFileSync(join(folder, ".env"), "utf8"))?.[1]) + 1;
  environment.PORT = String(port);
  return {
    deploy: async (image: string) => {
      environment.IMAGE = image;
      await compose("pull", "--quiet", "app");
      await compose("up", "--detach", "--wait");
    },
    close: async () => void (await compose("down", "--volumes")),
  };
}
