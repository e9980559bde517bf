import { existsSync } from "node:fs";
import { join } from "node:path";
import { stopDaemon } from "./daemon.ts";
import { stopDocker } from "./docker.ts";
import { orSay, progress } from "./progress.ts";
import { stopRegistry } from "./registry.ts";
import { repository } from "./sandbox.ts";

/** `npm stop`: ends everything that `npm start` started, and keeps its data for the next start. */
const folder = join(repository, ".sandbox");
const { step, say } = progress();

if (existsSync(folder)) {
  await orSay(say, () => step("The sandbox has ended", stop));
} else {
  say("There is no sandbox. npm start makes one.");
}

async function stop(): Promise<void> {
  await Promise.all(["gitlab", "sshd"].map((name) => stopDaemon(folder, name)));
  await stopRegistry(folder);
  await stopDocker(folder);
}
