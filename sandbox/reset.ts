import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { stopDaemon } from "./daemon.ts";
import { removeDocker, startDocker } from "./docker.ts";
import { findServersPrograms } from "./packages.ts";
import { orSay, progress } from "./progress.ts";
import { stopRegistry } from "./registry.ts";
import { repository } from "./sandbox.ts";

/** `npm run reset`: ends the sandbox and forgets it, its containers and networks included. */
const folder = join(repository, ".sandbox");
const { step, say } = progress();

if (existsSync(folder)) {
  await orSay(say, () => step("The sandbox is gone", reset));
} else {
  say("There is no sandbox. npm start makes one.");
}

async function reset(): Promise<void> {
  findServersPrograms();
  await Promise.all(["gitlab", "sshd"].map((name) => stopDaemon(folder, name)));
  // Only a daemon that runs can take its containers and bridges off the machine.
  const docker = await startDocker(folder);
  await stopRegistry(folder, docker);
  await removeDocker(folder, docker);
  await rm(folder, { recursive: true, force: true });
}
