import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { baseRepository } from "../../support/shop/images.ts";
import type { Machine } from "../../../sandbox/machine.ts";
import {
  removeImages,
  removeProjects,
  startProjects,
  stopProjects,
} from "../../../sandbox/projects.ts";
import { docker } from "../../support/docker.ts";
import { testMachine } from "../../support/machine.ts";

/** What `npm stop` and `npm run reset` do on a Docker daemon that others use, too. */

let machine: Machine;
const folder = mkdtempSync(join(tmpdir(), "slipway projects-"));
const names = [`${basename(folder).split(" ")[1]}-own`, `${basename(folder).split(" ")[1]}-other`];
const [own, other] = names as [string, string];

const stateOf = async (name: string) =>
  (
    await docker(
      machine.docker,
      "ps",
      "--all",
      "--format",
      "{{.State}}",
      "--filter",
      `name=${name}`,
    )
  ).trim();

beforeAll(async () => {
  machine = await testMachine();
  const image = (await docker(machine.docker, "image", "ls", "--quiet", baseRepository)).split(
    "\n",
  )[0]!;
  for (const [name, place] of [
    [own, join(folder, "srv/shop")],
    [other, `${folder}-elsewhere/shop`],
  ] as const) {
    const label = "com.docker.compose.project";
    const labels = [`${label}=${name}`, `${label}.working_dir=${place}`];
    await docker(
      machine.docker,
      ...["run", "--detach", "--network", "none", "--name", name, "--stop-timeout", "0"],
      ...labels.flatMap((text) => ["--label", text]),
      ...[image, "sleep", "3600"],
    );
  }
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await docker(machine.docker, "rm", "--force", own, other);
});

it("ends and starts the containers of a folder's projects, and no others", async () => {
  await stopProjects(machine.docker, folder);
  expect([await stateOf(own), await stateOf(other)]).toEqual(["exited", "running"]);
  await startProjects(machine.docker, folder);
  expect([await stateOf(own), await stateOf(other)]).toEqual(["running", "running"]);
});

it("removes them, and no others", async () => {
  await removeProjects(machine.docker, folder);
  expect([await stateOf(own), await stateOf(other)]).toEqual(["", "running"]);
});

it("removes images by the beginning of their names, and no others", async () => {
  // Two images, and not one with two names: those would go together.
  for (const name of names) await docker(machine.docker, "commit", other, `${name}.example/app:1`);
  const images = async () =>
    (await docker(machine.docker, "image", "ls", "--format", "{{.Repository}}")).split("\n");
  await removeImages(machine.docker, [`${own}.example/`]);
  expect(await images()).not.toContain(`${own}.example/app`);
  expect(await images()).toContain(`${other}.example/app`);
  await removeImages(machine.docker, [`${other}.example/`]);
});
