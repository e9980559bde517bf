import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { InputsFile, ReleaseFile } from "../../../../cli/loop/jobFiles.ts";
import { keptDigests } from "../../../../cli/registry/keptImages.ts";
import { resolveTag } from "../../../../cli/registry/manifests.ts";
import { hasRecord } from "../../../../cli/registry/records.ts";
import { Checkout } from "../support/checkout.ts";
import { run, type Finished } from "../support/command.ts";
import { startBuildResults, type BuildResults } from "../support/buildResults.ts";
import { pushImage, startTestRegistry, type TestRegistry } from "../support/registry.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let registry: TestRegistry;
let gitlab: BuildResults;
let checkout: Checkout;
beforeAll(async () => {
  registry = await startTestRegistry();
  gitlab = await startBuildResults();
  checkout = new Checkout({
    Dockerfile: "FROM scratch\nCOPY src /\n",
    ".dockerignore": "*\n!src\n",
    "src/index.ts": "1\n",
    "README.md": "shop\n",
  });
});
afterAll(async () => {
  checkout.remove();
  await registry.stop();
  await gitlab.stop();
});

const job = (more: Record<string, string> = {}) => ({
  ...registry.variables,
  ...gitlab.variables,
  ...{ CI_COMMIT_REF_SLUG: "develop", CI_PIPELINE_URL: "https://gitlab.example.com/p/1" },
  ...more,
});
const slipway = (args: string[], more?: Record<string, string>, cwd = checkout.folder) =>
  run(args, { cwd, env: job(more) });
const inputs = async (args: string[] = [], cwd = checkout.folder): Promise<InputsFile> => {
  const finished = await slipway(["inputs", "--commands", "c0", "--json", ...args], {}, cwd);
  expect(finished).toMatchObject({ code: 0 });
  return JSON.parse(finished.stdout) as InputsFile;
};
const read = (name: string) =>
  JSON.parse(readFileSync(join(checkout.folder, ".slipway", name), "utf8")) as unknown;

/** What a build's job would leave. */
async function built(asked: InputsFile, label = asked.inputs): Promise<string> {
  const version = asked.commit.slice(0, 8);
  const labels = { "org.opencontainers.image.version": version, "dev.slipway.inputs": label };
  const digest = await pushImage(registry.connection, "acme/shop/incoming", labels);
  const file = { inputs: asked.inputs, digest };
  gitlab.result = JSON.stringify(file);
  return digest;
}

describe("slipway inputs, release and record", () => {
  it("take a first commit's image into release, and a docs commit finds it there", async () => {
    const args = ["--commit-argument", "VERSION", "--commit-argument", "A=b"];
    const asked = await inputs(args);
    const version = asked.commit.slice(0, 8);
    expect(asked).toMatchObject({
      ...{ passed: false, image: null, commit: checkout.git("rev-parse", "HEAD") },
      build: { commitArguments: { VERSION: version, A: "b" }, builder: "buildkit" },
    });
    expect(read("inputs.json")).toEqual(asked);
    expect(readdirSync(join(checkout.folder, ".slipway"))).toEqual(["inputs.json"]);

    const digest = await built(asked);
    const finished = await slipway(["release", "shop"]);
    expect(finished).toMatchObject({ code: 0, stderr: `Released: ${digest.slice(7, 19)}\n` });
    const release: ReleaseFile = {
      ...{ app: "shop", version, commit: asked.commit, inputs: asked.inputs },
      image: `${registry.address}/acme/shop/release@${digest}`,
    };
    expect(read("release.json")).toEqual(release);
    for (const tag of [`built-${asked.inputs.slice(0, 40)}`, version, "develop"]) {
      expect(await resolveTag(registry.connection, "acme/shop/release", tag)).toBe(digest);
    }

    // Another commit with the same inputs, whose tests may see the change.
    checkout.commit({ "README.md": "the shop\n" });
    const again = await inputs(["--commit-argument", "VERSION", "--commit-argument", "A=c"]);
    expect(again).toMatchObject({ inputs: asked.inputs, image: digest, passed: false });
    gitlab.result = undefined;
    expect(await slipway(["release", "shop"])).toMatchObject({
      code: 0,
      stderr: `Released before: ${digest.slice(7, 19)}, built for ${version}\n`,
    });
    expect(read("release.json")).toMatchObject({ version, commit: again.commit });

    // And one that no test looks at.
    const excluding = [...args, "--exclude", "*.md"];
    expect(await inputs(excluding)).toMatchObject({ passed: false });
    expect(await slipway(["release", "shop"])).toMatchObject({ code: 0 });
    checkout.commit({ "README.md": "our shop\n" });
    expect(await inputs(excluding)).toMatchObject({ passed: true });
    expect(read("inputs.json")).toMatchObject({ passed: true });
    expect(await inputs()).toMatchObject({ passed: false });
    expect(read("inputs.json")).toMatchObject({ passed: false });

    expect(await slipway(["record", "staging", "shop"])).toMatchObject({ code: 0 });
    const says = { app: "shop", environment: "staging", digest };
    const release_ = "acme/shop/release";
    expect(await hasRecord(registry.connection, release_, { kind: "served", says })).toBe(true);
  });

  it("keep the images that an environment has served last under tags of their own", async () => {
    const before = await keptDigests(registry.connection, "acme/shop/release", "staging");
    const [first] = before;
    expect(before).toEqual([(read("release.json") as ReleaseFile).image.split("@")[1]]);
    checkout.commit({ "src/index.ts": "kept\n" });
    const second = await built(await inputs());
    await slipway(["release", "shop"]);
    const kept = () => keptDigests(registry.connection, "acme/shop/release", "staging");
    const record = async () =>
      expect(await slipway(["record", "staging", "shop"])).toMatchObject({ code: 0 });
    await record();
    await record();
    expect(await kept()).toEqual([second, first]);
    // An old deploy job, and what it leaves.
    checkout.git("checkout", "--quiet", "HEAD~1");
    await inputs(["--commit-argument", "VERSION", "--commit-argument", "A=c"]);
    await slipway(["release", "shop"]);
    await record();
    expect(await kept()).toEqual([first, second]);
    checkout.git("checkout", "--quiet", "-");
    expect(await keptDigests(registry.connection, "acme/shop/release", "uat")).toEqual([]);
  });

  it("see the commit in a shallow clone", async () => {
    const clone = mkdtempSync(join(tmpdir(), "slipway-test-"));
    execFileSync("git", ["clone", "-q", "--depth=1", `file://${checkout.folder}`, clone]);
    expect((await inputs([], clone)).tested).toBe((await inputs()).tested);
    const { code, stderr } = await slipway(
      ["inputs", "--commands", "c0"],
      { CI_COMMIT_SHA: "1".repeat(40) },
      clone,
    );
    rmSync(clone, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toContain(`The commit ${"1".repeat(40)} is not in the checkout`);
  });

  it("hash what is committed, and not what lies around", async () => {
    const before = await inputs();
    writeFileSync(join(checkout.folder, "src", "index.ts"), "2\n");
    writeFileSync(join(checkout.folder, "src", "new.ts"), "3\n");
    expect(await inputs()).toEqual(before);
    checkout.git("checkout", "--quiet", "src/index.ts");
    rmSync(join(checkout.folder, "src", "new.ts"));
  });

  it("refuse a commit that brings its own result", async () => {
    const own = new Checkout({ Dockerfile: "FROM scratch\n", ".slipway/inputs.json": "" });
    const finished = await slipway(["inputs", "--commands", "c0"], {}, own.folder);
    own.remove();
    expect(finished).toMatchObject({ code: 1 });
    expect(finished.stderr).toContain(".slipway/inputs.json is tracked by git");
  });
});

describe("slipway release refuses", () => {
  const refused = async (change: () => Promise<unknown>): Promise<Finished> => {
    checkout.commit({ "src/index.ts": `${Math.random()}\n` });
    const asked = await inputs();
    await built(asked);
    await change();
    const finished = await slipway(["release", "shop"]);
    const tag = `built-${asked.inputs.slice(0, 40)}`;
    expect(await resolveTag(registry.connection, "acme/shop/release", tag)).toBeUndefined();
    return finished;
  };

  it("an image of other inputs, whatever the build's job says", async () => {
    const { code, stderr } = await refused(() => built(read("inputs.json") as InputsFile, "f"));
    expect(code).toBe(1);
    expect(stderr).toContain("its label dev.slipway.inputs says f");
  });

  it("an image that is not there", async () => {
    const gone = `sha256:${"0".repeat(64)}`;
    const { code, stderr } = await refused(async () => {
      const { inputs } = read("inputs.json") as InputsFile;
      gitlab.result = JSON.stringify({ inputs, digest: gone });
      return Promise.resolve();
    });
    expect(code).toBe(1);
    expect(stderr).toContain(`acme/shop/incoming@${gone} is not there`);
  });

  it("what is no build.json, with each thing that is wrong", async () => {
    const { code, stderr } = await refused(() => {
      gitlab.result = '{"inputs":"x","digest":"latest"}';
      return Promise.resolve();
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /build\.json of the job `build` \(8\) is wrong; the job `build` writes it:\n {2}inputs: .*\n {2}digest: /,
    );
  });

  it("what is longer than any build writes", async () => {
    const { code, stderr } = await refused(() => {
      gitlab.result += " ".repeat(10_000);
      return Promise.resolve();
    });
    expect(code).toBe(1);
    expect(stderr).toContain("is too long for what a build writes.");
  });

  it("what a file in the checkout says was built", async () => {
    const { code, stderr } = await refused(() => {
      const file = join(checkout.folder, ".slipway", "build.json");
      writeFileSync(file, gitlab.result!);
      gitlab.result = undefined;
      return Promise.resolve();
    });
    expect(code).toBe(1);
    expect(stderr).toContain("Pipeline 1 has no job `build` that ended well");
    rmSync(join(checkout.folder, ".slipway", "build.json"));
  });

  it.each([
    ["", "SLIPWAY_READER_TOKEN is not set."],
    ["glpat-old", "SLIPWAY_READER_TOKEN is no good any more: bring the platform up."],
  ])("a job whose token for GitLab is “%s”", async (SLIPWAY_READER_TOKEN, says) => {
    checkout.commit({ "src/index.ts": `${Math.random()}\n` });
    await built(await inputs());
    const { code, stderr } = await slipway(["release", "shop"], { SLIPWAY_READER_TOKEN });
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain("glpat-");
  });

  it("what GitLab, which is down, can't say", async () => {
    checkout.commit({ "src/index.ts": `${Math.random()}\n` });
    await built(await inputs());
    const down = { CI_API_V4_URL: "http://127.0.0.1:1/api/v4" };
    const { code, stderr } = await slipway(["release", "shop"], down);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^slipway: What was built can't be asked of GitLab: 127\.0\.0\.1:1 can't be asked: /,
    );
    expect(stderr).not.toContain("glpat-");
  });

  it("a job without its account, naming what is missing", async () => {
    const { code, stderr } = await slipway(["release", "shop"], { SLIPWAY_RELEASE_TOKEN: "" });
    expect(code).toBe(1);
    expect(stderr).toContain("SLIPWAY_RELEASE_TOKEN is not set.");
  });

  it("a branch's name that could be a record's, as a tag", async () => {
    checkout.commit({ "src/index.ts": `${Math.random()}\n` });
    const digest = await built(await inputs());
    const slug = `tested-${"0".repeat(40)}`;
    const { code, stderr } = await slipway(["release", "shop"], { CI_COMMIT_REF_SLUG: slug });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain(`${slug} could be taken for a record`);
    expect(await resolveTag(registry.connection, "acme/shop/release", slug)).toBeUndefined();
    const sha = checkout.git("rev-parse", "HEAD").slice(0, 8);
    expect(await resolveTag(registry.connection, "acme/shop/release", sha)).toBe(digest);
  });
});

it("a registry that is down ends a job with a clear word, and no token in it", async () => {
  const down = { CI_REGISTRY: "127.0.0.1:1", CI_REGISTRY_IMAGE: "127.0.0.1:1/acme/shop" };
  const { code, stderr } = await slipway(["inputs", "--commands", "c0"], down);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^slipway: What was built and tested can't be said: 127\.0\.0\.1:1 can't be asked/,
  );
  expect(stderr).toContain("Run the job again when the registry answers.");
  expect(stderr).not.toContain(registry.variables.CI_REGISTRY_PASSWORD);
});
