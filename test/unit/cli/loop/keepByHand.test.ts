import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { requireServed } from "../../../../cli/loop/gates.ts";
import { keepByHand } from "../../../../cli/loop/keepByHand.ts";
import { keepImage } from "../../../../cli/registry/keptImages.ts";
import { resolveTag } from "../../../../cli/registry/manifests.ts";
import { after, one, single } from "../servers/production.ts";
import { run } from "../support/command.ts";
import { answer } from "../support/server.ts";
import { pushImage, startTestRegistry, type TestRegistry } from "../support/registry.ts";

const repository = "acme/shop/release";
const tag = "kept-production-by-hand";

let registry: TestRegistry;
let docker: string;
let said: string;

beforeAll(async () => {
  registry = await startTestRegistry();
  docker = mkdtempSync(join(tmpdir(), "slipway-test-"));
  vi.stubEnv("DOCKER_CONFIG", docker);
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => rmSync(join(docker, "config.json"), { force: true }));
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(docker, { recursive: true });
  await registry.stop();
});

/** As `docker login` leaves it. */
function logIn(password = registry.variables.CI_REGISTRY_PASSWORD!): void {
  const auth = Buffer.from(`${registry.variables.CI_REGISTRY_USER}:${password}`).toString("base64");
  writeFileSync(
    join(docker, "config.json"),
    JSON.stringify({ auths: { [registry.address]: { auth } } }),
  );
}

const push = (name: string) => pushImage(registry.connection, repository, { name });
const kept = () => resolveTag(registry.connection, repository, tag);

/** @returns what it says */
async function keep(digest: string, of = repository): Promise<string> {
  said = "";
  await keepByHand("production", `${registry.address}/${of}@${digest}`, undefined);
  return said;
}

describe("slipway deploy", () => {
  it.each([
    ["by hand keeps what serves", {}, true],
    ["in a job leaves that to the job that records it", { CI_JOB_ID: "1" }, false],
  ])("%s", async (_, env, isKept) => {
    logIn();
    one.answer({ deploy: answer({ release: after }) });
    const digest = await push(JSON.stringify(env));
    const image = `${registry.address}/${repository}@${digest}`;
    const args = ["deploy", "production", "shop", "--image", image, "--version", "2.0.0"];
    const { code } = await run(args, { cwd: single, env: { DOCKER_CONFIG: docker, ...env } });
    expect(code).toBe(0);
    expect((await kept()) === digest).toBe(isKept);
  });

  it("keeps nothing that was put back", async () => {
    logIn();
    one.answer({ deploy: answer({ code: 10, outcome: "put back" }) });
    const digest = await push("bad");
    const image = `${registry.address}/${repository}@${digest}`;
    const args = ["deploy", "production", "shop", "--image", image, "--version", "2.0.0"];
    const { code } = await run(args, { cwd: single, env: { DOCKER_CONFIG: docker } });
    expect(code).toBe(10);
    expect(await kept()).not.toBe(digest);
  });
});

describe("an image that was deployed by hand", () => {
  it("gets a tag that no clean-up takes from whoever may push it, and the next one has it then", async () => {
    logIn();
    for (const name of ["one", "two"]) {
      const digest = await push(name);
      expect(await keep(digest)).toBe("");
      expect(await kept()).toBe(digest);
    }
  });

  it("has not served there for those that come after", async () => {
    logIn();
    const digest = await push("not for others");
    await keep(digest);
    const { address, variables } = registry;
    const account = {
      ...{ address, user: variables.CI_REGISTRY_USER! },
      password: variables.CI_REGISTRY_PASSWORD!,
    };
    const place = { environment: "last", after: "production" };
    const image = `${address}/${repository}@${digest}`;
    await expect(requireServed(image, "shop", place, account)).rejects.toThrow(
      "production has not served shop",
    );
  });

  it("needs none where a pipeline has given it one", async () => {
    logIn();
    const [before, digest] = [await kept(), await push("of a pipeline")];
    await keepImage(registry.connection, repository, "production", digest);
    expect(await keep(digest)).toBe("");
    expect(await kept()).toBe(before);
  });

  it.each([
    ["nobody is logged in", () => {}, "asks for an account, and"],
    ["the registry does not know who is", () => logIn("another"), "401"],
  ])("serves without where %s, and it is said what to do", async (_, prepare, why) => {
    prepare();
    const before = await kept();
    const digest = await push("unkept");
    const words = await keep(digest);
    expect(words).toContain(`${digest.slice(7, 19)} serves, and the registry's clean-up may take`);
    expect(words).toContain(why);
    expect(words).toContain(`docker login ${registry.address}`);
    expect(await kept()).toBe(before);
  });

  it("is left alone outside of `release`, where the platform declares no clean-up", async () => {
    expect(await keep(await push("elsewhere"), "acme/shop")).toBe("");
  });
});
