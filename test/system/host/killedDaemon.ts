import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDocker } from "../../../sandbox/docker.ts";
import { settle, startOf } from "../../../sandbox/daemon.ts";
import type { Machine } from "../../../sandbox/machine.ts";
import {
  configurationOf,
  deployRequest,
  eventually,
  startGate,
  startHost,
  until,
  type Gate,
  type Host,
} from "./support.ts";

/** What a deploy says when it comes to a step, in their order. */
export const steps = {
  "before it looks for anything": "deploy: ",
  "at the pull": "pulling ",
  "at the start of containers": "starting release",
  "while it waits for health": "starting release",
} as const;

export type Step = keyof typeof steps;

/** A Docker daemon that is killed in mid-deploy and comes back: the deploy waits for it, and judges then. */
export function deploysThroughKilledDaemons(at: Step[]): void {
  let host: Host;
  let gate: Gate;
  let version: "1.0.0" | "2.0.0" = "1.0.0";

  beforeAll(async () => {
    host = await startHost();
    gate = await startGate(host);
    const configuration = configurationOf(host);
    Object.assign(configuration.health!, { url: gate.url, proxy: true, smoke: [] });
    for (const service of Object.values(configuration.compose.services as object)) {
      Object.assign(service as object, { restart: "unless-stopped", stop_grace_period: "0s" });
    }
    expect((await host.apply(configuration)).code).toBe(0);
    expect((await host.deploy(host.machine.images.shop[version], version)).code).toBe(0);
  });
  afterAll(async () => {
    await host.close();
    await gate.close();
  });

  /** Whether the app runs from an image by now. */
  async function runs(image: string): Promise<true | undefined> {
    const id = await host.container("app");
    const form = "{{.State.Running}} {{.Config.Image}}";
    const told = await host.docker("inspect", "--format", form, id).catch(() => "");
    return told.trim() === `true ${image}` || undefined;
  }

  describe("a Docker daemon that is killed and comes back", () => {
    it.each(at)("lets a deploy go on: %s", async (step) => {
      if (host.machine.docker.foreign) return;
      version = (await host.health()).version === "1.0.0" ? "2.0.0" : "1.0.0";
      const image = host.machine.images.shop[version];
      if (step === "at the pull") {
        const id = await host.docker("image", "inspect", "--format", "{{.Id}}", image);
        await host.docker("image", "rm", "--force", id.trim());
      }
      if (step === "while it waits for health") gate.shut();
      const caller = host.start("deploy", "deployer", "shop");
      let [said, told] = ["", ""];
      caller.stderr!.on("data", (text: string) => (told += text));
      caller.stdout!.setEncoding("utf8").on("data", (text: string) => (said += text));
      const closed = new Promise((resolve) => caller.once("close", resolve));
      caller.stdin!.end(JSON.stringify(deployRequest(host.machine, image, version)));
      await until(caller, steps[step]);
      if (step === "while it waits for health") await eventually(() => runs(image));
      await killDaemon(host.machine);
      await startDocker(host.machine.folder);
      gate.open();
      expect(await closed, `${told}\n${said}`).toBe(0);
      expect(JSON.parse(said)).toMatchObject({ outcome: "serving", release: { version } });
      // The daemon starts what it has ended again, in its own time.
      const status = await eventually(async () => {
        const told = await host.status();
        return told.healthy ? told : undefined;
      });
      expect(status.release).toMatchObject({ version });
      expect((await host.health()).version).toBe(version);
    });
  });
}

/** As the kernel does when memory is short. */
async function killDaemon({ folder, docker }: Machine): Promise<void> {
  const run = readFileSync(join(folder, "run/docker.json"), "utf8");
  const { pid, started } = JSON.parse(run) as { pid: number; started: string };
  process.kill(pid, "SIGKILL");
  expect(await settle(() => startOf(pid) !== started, 30)).toBe(true);
  // Until they are reaped, they and their containerd would be taken for running ones.
  const sockets = join(docker.host.replace("unix://", ""), "..");
  for (const file of [
    join(folder, "run/docker.pid"),
    join(sockets, "docker/containerd/containerd.pid"),
  ]) {
    rmSync(file, { force: true });
  }
}
