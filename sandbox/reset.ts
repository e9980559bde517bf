import { existsSync } from "node:fs";
import { join } from "node:path";
import { alone } from "./alone.ts";
import { stopDaemon } from "./daemon.ts";
import { gitLabRegistryAddress, stopGitLabRegistry } from "./gitlabRegistry.ts";
import { removeMachine } from "./machine.ts";
import { findServersPrograms } from "./packages.ts";
import { orSay, progress } from "./progress.ts";
import { removeRunners } from "./runnerDaemon.ts";
import { repository } from "./sandbox.ts";
import { stopTimer } from "./timer.ts";

/** `npm run reset`: ends the sandbox and forgets it, its containers and networks included. */
const folder = join(repository, ".sandbox");
const { step, say } = progress();

if (existsSync(folder)) {
  await orSay(say, () => alone(folder, "npm run reset", () => step("The sandbox is gone", reset)));
} else {
  say("There is no sandbox. npm start makes one.");
}

async function reset(): Promise<void> {
  findServersPrograms();
  await removeRunners(folder);
  await stopTimer(folder);
  await Promise.all(["gitlab", "sshd"].map((name) => stopDaemon(folder, name)));
  const registry = await gitLabRegistryAddress(folder);
  await stopGitLabRegistry(folder);
  await removeMachine(folder, [`${registry}/`]);
}
