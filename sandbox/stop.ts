import { existsSync } from "node:fs";
import { join } from "node:path";
import { alone } from "./alone.ts";
import { stopDaemon } from "./daemon.ts";
import { foreignDocker, stopDocker } from "./docker.ts";
import { orSay, progress } from "./progress.ts";
import { stopGitLabRegistry } from "./gitlabRegistry.ts";
import { stopOwnServers } from "./ownServer.ts";
import { stopProjects } from "./projects.ts";
import { stopRegistry } from "./registry.ts";
import { stopRunners } from "./runnerDaemon.ts";
import { repository } from "./sandbox.ts";
import { stopTimer } from "./timer.ts";

/** `npm stop`: ends everything that `npm start` started, and keeps its data for the next start. */
const folder = join(repository, ".sandbox");
const { step, say } = progress();

if (existsSync(folder)) {
  await orSay(say, () => alone(folder, "npm stop", () => step("The sandbox has ended", stop)));
} else {
  say("There is no sandbox. npm start makes one.");
}

async function stop(): Promise<void> {
  // Before GitLab, which hears what became of their jobs.
  await stopRunners(folder);
  await Promise.all([stopTimer(folder), stopOwnServers(folder)]);
  await Promise.all(["gitlab", "sshd"].map((name) => stopDaemon(folder, name)));
  await stopGitLabRegistry(folder);
  // On the machine's own Docker, which goes on, containers are ended one by one.
  const foreign = await foreignDocker(folder);
  if (foreign) await stopProjects(foreign, folder);
  await stopRegistry(folder, foreign);
  await stopDocker(folder);
}
