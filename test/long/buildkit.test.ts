import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withCredentials } from "../../sandbox/images/credentials.ts";
import { copyApp, example } from "../../sandbox/images/example.ts";
import { mirrored, providePublicImages } from "../../sandbox/images/publicImages.ts";
import { makeBuilder, type Builder } from "../support/buildkit.ts";
import { docker } from "../support/docker.ts";
import { testMachine, type TestMachine } from "../support/machine.ts";

/** The example's Dockerfile, built by an ordinary user, whose daemons know nothing of each other. */

let machine: TestMachine;
let builder: Builder;

beforeAll(async () => {
  [machine, builder] = await Promise.all([testMachine(), makeBuilder()]);
  await providePublicImages(machine.docker, machine.registry);
  copyApp(example, join(builder.home, "shop"));
  const { address, user, password } = machine.registry;
  const auth = Buffer.from(`${user}:${password}`).toString("base64");
  mkdirSync(join(builder.home, ".docker"));
  const credentials = join(builder.home, ".docker/config.json");
  writeFileSync(credentials, JSON.stringify({ auths: { [address]: { auth } } }), { mode: 0o600 });
  for (const path of ["shop", ".docker"]) await builder.own(join(builder.home, path));
});
afterAll(() => builder.remove());

const repository = () => `${machine.registry.address}/acme/shop/incoming`;

/** Builds and pushes on a daemon of its own. @returns what the builder said, and the image's digest. */
async function build(version: string): Promise<{ said: string; digest: string }> {
  const daemon = await builder.daemon();
  const metadata = join(builder.home, "metadata.json");
  const cache = `type=registry,ref=${machine.registry.address}/acme/shop/cache`;
  try {
    const said = await builder.run(builder.programs.buildctl, [
      ...["--addr", daemon.address, "build", "--progress", "plain"],
      ...["--frontend", "dockerfile.v0", "--local", "context=shop", "--local", "dockerfile=shop"],
      ...["--opt", `build-arg:NODE_IMAGE=${mirrored(machine.registry, "node:24-trixie-slim")}`],
      ...["--opt", `build-arg:VERSION=${version}`],
      ...["--import-cache", cache, "--export-cache", `${cache},mode=max,ignore-error=true`],
      ...["--metadata-file", metadata],
      ...["--output", `type=image,name=${repository()}:${version},push=true`],
    ]);
    const written = JSON.parse(readFileSync(metadata, "utf8")) as Record<string, string>;
    return { said, digest: written["containerimage.digest"] ?? "" };
  } finally {
    await daemon.stop();
  }
}

/** Whether a step came from the cache, as BuildKit tells it: `#9 CACHED`. */
function isCached(said: string, step: string): boolean {
  const number = said
    .split("\n")
    .find((line) => line.includes(step))
    ?.split(" ")[0];
  expect(number, `${step} in:\n${said}`).toMatch(/^#\d+$/);
  return said.includes(`\n${number} CACHED`);
}

const steps = ["RUN npm ci --no-audit", "RUN npm ci --omit=dev", "RUN npm run build"];

it("builds the example without root, its packages from npm's registry", async () => {
  const { said, digest } = await build("1.0.0");
  expect(steps.map((step) => isCached(said, step))).toEqual([false, false, false]);
  expect(said).toMatch(/added \d+ packages/);

  const image = `${repository()}@${digest}`;
  const pull = (where: TestMachine["docker"]) => docker(where, "pull", "--quiet", image);
  await withCredentials(machine.docker, machine.registry, pull);
  const format = '{{.Config.User}} {{index .Config.Labels "org.opencontainers.image.version"}}';
  const inspected = await docker(machine.docker, "image", "inspect", "--format", format, image);
  expect(inspected.trim()).toBe("node 1.0.0");
  const runs = ["run", "--rm", "--network", "none", image, "id", "-un"];
  expect((await docker(machine.docker, ...runs)).trim()).toBe("node");
}, 600_000);

it("takes an empty daemon's layers from the registry when another version is built", async () => {
  const { said, digest } = await build("2.0.0");
  expect(steps.map((step) => isCached(said, step))).toEqual([true, true, true]);
  expect(said).not.toMatch(/added \d+ packages/);
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
}, 600_000);
