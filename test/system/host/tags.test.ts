import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { configurationOf, startHost, type Host } from "./support.ts";

let host: Host;
let first: string;
let second: string;

beforeAll(async () => {
  host = await startHost();
  [first, second] = [await host.build("7.1.0"), await host.build("7.2.0")];
  expect((await host.apply(configurationOf(host))).code).toBe(0);
});
afterAll(async () => {
  await host.docker("image", "rm", tag("7.2.0")).catch(() => "");
  await host.close();
});

const tag = (version: string) => first.replace(/@.*/, `:${version}`);
/** What a name stands for; empty where that is nothing. */
const idOf = (name: string) =>
  host.docker("image", "inspect", "--format", "{{.Id}}", name).catch(() => "");

it("gives what serves its version as a tag, as `docker images` shows it", async () => {
  expect((await host.deploy(first, "7.1.0")).code).toBe(0);
  expect(await idOf(tag("7.1.0"))).toBe(await idOf(first));
  const listed = await host.docker("images", "--format", "{{.Repository}}:{{.Tag}}");
  expect(listed.split("\n")).toContain(tag("7.1.0"));
});

it("leaves a tag that somebody has made", async () => {
  await host.docker("tag", host.machine.images.database, tag("7.2.0"));
  const made = await idOf(tag("7.2.0"));
  expect((await host.deploy(second, "7.2.0")).code).toBe(0);
  expect(await idOf(tag("7.2.0"))).toBe(made);
});

it("takes the tag away with the image, and not what somebody has tagged", async () => {
  // As it is once ten others have served.
  rmSync(join(host.place, "releases/1"), { recursive: true });
  appendFileSync(join(host.place, "unused"), `${first}\n`);
  const changed = configurationOf(host, { env: { LOG_LEVEL: "Debug" } });
  expect((await host.apply(changed)).answer.outcome).toBe("serving");
  expect(await idOf(first)).toBe("");
  expect(await idOf(tag("7.1.0"))).toBe("");
  expect(await idOf(tag("7.2.0"))).not.toBe("");
});
