import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Checkout } from "../../sandbox/loop/checkout.ts";
import { tagsOf } from "../support/attacks/registry.ts";
import { type Shop, testShop } from "../support/loopShop.ts";

/** What a Developer tries besides: each is a push of Dana's, with a pipeline or without one. */
let shop: Shop;
let dana: Checkout;
const touched = mkdtempSync(join(tmpdir(), "slipway-attacks-"));

beforeAll(async () => {
  chmodSync(touched, 0o777);
  shop = await testShop((platform) => {
    const app = ["config", "slipway:apps", "shop"];
    // npm's store is in the cache where npm installs; this app's tests fill it by themselves.
    platform.setIn([...app, "testing", "install"], "npm --version");
    const submodules = { variables: { GIT_SUBMODULE_STRATEGY: "normal" } };
    platform.setIn(
      [...app, "test"],
      platform.createNode({ unit: "sh ./tests", nested: { script: "sh ./nested", ...submodules } }),
    );
  });
  await shop.push("develop", "Open the shop", () => {
    shop.open();
    shop.write("nested", "true\n");
  });
  dana = await shop.loop.clone("dana");
});
afterAll(async () => {
  await shop?.close();
  rmSync(touched, { recursive: true });
});

const pipelines = () => shop.loop.pipelines("dana");
const write = (path: string, text: string) => writeFileSync(join(dana.folder, path), text);

/** Pushes what `work` makes of develop to a ref, whole or a branch's name. @returns its pipeline */
async function push(ref: string, work: () => void | Promise<void>): Promise<{ id: number }> {
  await dana.branch("own", "develop");
  await work();
  const sha = await dana.commit("A change");
  const whole = /^refs\/(heads|tags)\//.test(ref) ? ref : `refs/heads/${ref}`;
  await dana.git("push", "--quiet", "origin", `+HEAD:${whole}`);
  return pipelines().of(whole.replace(/^refs\/(heads|tags)\//, ""), sha);
}

/** The names of a pipeline's jobs, once each has ended well. */
async function passed(pipeline: { id: number }): Promise<string[]> {
  await pipelines().passed(pipeline);
  return (await pipelines().jobs(pipeline)).map(({ name }) => name);
}

const ofBranch = ["inputs", "nested", "unit", "build"];

describe("a ref that is named", () => {
  const refs = [
    "refs/heads/-x",
    "refs/heads/--upload-pack=touch",
    "refs/heads/refs/heads/main",
    "refs/heads/heads/develop",
    "refs/heads/main\u200b",
    "refs/heads/MAIN",
    "refs/heads/a;id&&b||c",
    "refs/heads/'\"`$(id)`\"'",
    "refs/heads/%2e%2e%2fmain",
    "refs/heads/built-0123456789abcdef",
    `refs/heads/${"long/".repeat(40)}${"x".repeat(200)}`,
    "refs/tags/main/production",
    "refs/tags/v1,target=production",
    `refs/tags/$(>${touched}/tag)`,
  ];
  const started = new Map<string, { id: number }>();

  // One after the other, and run side by side.
  beforeAll(async () => {
    for (const [index, ref] of refs.entries()) {
      const pipeline = await push(ref, () => {
        write("tests", `echo ${index}\n`);
        write("start", `#!/bin/sh\n# ${index}\n`);
      });
      started.set(ref, pipeline);
    }
  });

  const titled = refs.map((ref) => [ref.replace(touched, "…").slice(0, 60), ref] as const);
  it.each(titled)("%s starts what any branch starts", async (_, ref) => {
    expect((await passed(started.get(ref)!)).sort()).toEqual(ofBranch.sort());
    expect(readdirSync(touched)).toEqual([]);
  });
});

describe("in the place of the Dockerfile and of what a build ignores", () => {
  it.each([
    ["Dockerfile", "/etc/passwd"],
    ["Dockerfile", "../../../../../../../etc/passwd"],
    [".dockerignore", "/etc/hosts"],
    ["Dockerfile.dockerignore", "/proc/self/environ"],
    ["Dockerfile", "start"],
  ])("%s as a link to %s is refused", async (path, target) => {
    const pipeline = await push("links", () => {
      rmSync(join(dana.folder, path), { force: true });
      symlinkSync(target, join(dana.folder, path));
    });
    await expect(passed(pipeline)).rejects.toThrow(`${path} is no regular file; put one there.`);
  });
});

it("a name that is not UTF-8 ends with the first job, which prints it in one line", async () => {
  const pipeline = await push("latin", async () => {
    const blob = (await dana.git("hash-object", "-w", "tests")).trim();
    const entry = Buffer.concat([
      Buffer.from(`100644 ${blob}\t\u001b[2J\nn`),
      Buffer.from([0xe4, 0]),
    ]);
    const args = ["update-index", "-z", "--index-info"];
    execFileSync("git", args, { cwd: dana.folder, input: entry });
    await dana.git("commit", "--quiet", "-m", "Latin");
    await dana.git("checkout", "--quiet", "--force", "HEAD");
  });
  await expect(passed(pipeline)).rejects.toThrow("tracked file \\x1b[2J\\nnä is not UTF-8");
});

describe("a submodule", () => {
  const nowhere = "0123456789012345678901234567890123456789";
  const gitlink = async (sha: string, path: string) => {
    write(".gitmodules", `[submodule "lib"]\n\tpath = ${path}\n\turl = ../shop.git\n`);
    await dana.git("update-index", "--add", "--cacheinfo", `160000,${sha},${path}`);
    // Without its folder it would be taken for removed.
    mkdirSync(join(dana.folder, path), { recursive: true });
  };

  it("is none of an image, and a test's where settings ask for it", async () => {
    const pipeline = await push("submodule", async () => {
      write("nested", "sed 's/^/NESTED /' lib/answer\n");
      await gitlink(await dana.git("rev-parse", "origin/develop"), "lib");
    });
    expect((await passed(pipeline)).sort()).toEqual(ofBranch.sort());
    expect(await shop.trace(pipeline, "nested")).toMatch(/^NESTED #!\/bin\/sh$/m);
    for (const name of ["inputs", "unit", "build"]) {
      expect(await shop.trace(pipeline, name)).toContain("Skipping Git submodules setup");
    }
  });

  it("that an image would hold fails the build, by name", async () => {
    const pipeline = await push("submodule-inside", async () => {
      write(".dockerignore", "*\n!start\n!answer\n!lib/**\n");
      await gitlink(nowhere, "lib");
    });
    await expect(passed(pipeline)).rejects.toThrow("lib is a submodule, whose files this");
  });

  it("in the place of what jobs hand on is refused", async () => {
    const pipeline = await push("submodule-slipway", () => gitlink(nowhere, ".slipway"));
    await expect(passed(pipeline)).rejects.toThrow(".slipway is tracked by git");
  });
});

describe("npm's store", () => {
  const poison = "mkdir -p .npm/_cacache/content-v2 && echo poison > .npm/_cacache/content-v2/x";
  const look = "cat .npm/_cacache/content-v2/x || echo clean";

  it("that a branch's job has written is another branch's, and none of develop's", async () => {
    await passed(await push("poison", () => write("tests", `${poison}\n`)));
    const other = await push("poisoned", () => write("tests", `${look}\n`));
    await passed(other);
    expect(await shop.trace(other, "unit")).toMatch(/^poison$/m);
    const develop = await shop.run("develop", "Look", () => shop.write("tests", `${look} # 1\n`));
    await shop.pipelines.passed(develop);
    expect(await shop.trace(develop, "unit")).toMatch(
      /Checking cache for npm-\S+-protected-protected/,
    );
    expect(await shop.trace(develop, "unit")).toMatch(/^clean$/m);
  });

  it("is not develop's either where a Maintainer has the job run again", async () => {
    const again = await push("poison-again", () => write("tests", `${poison} # again\n`));
    await passed(again);
    await shop.retry(await shop.job(again, "unit"));
    expect((await shop.over(again, "unit")).status).toBe("success");
    // As for a protected branch, says GitLab; by the runner it is another one's still.
    expect(await shop.trace(again, "unit")).toMatch(/Creating cache npm-\S+-protected\.\.\./);
    const develop = await shop.run("develop", "Look", () => shop.write("tests", `${look} # 2\n`));
    await shop.pipelines.passed(develop);
    expect(await shop.trace(develop, "unit")).toMatch(/^clean$/m);
  });
});

it("a tree that no git makes is not taken", async () => {
  const git = (args: string[], input: string | Uint8Array) =>
    execFileSync("git", args, { cwd: dana.folder, input }).toString().trim();
  const blob = git(["hash-object", "-w", "--stdin"], "x");
  const entry = (mode: string, name: string) =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(blob, "hex")]);
  const twice = Buffer.concat([entry("120000", "x"), entry("100644", "x")]);
  const tree = git(["hash-object", "-t", "tree", "--literally", "-w", "--stdin"], twice);
  const commit = await dana.git("commit-tree", tree, "-m", "by hand");
  await expect(dana.git("push", "--quiet", "origin", `${commit}:refs/heads/hand`)).rejects.toThrow(
    "duplicateEntries: contains duplicate file entries",
  );
});

it("nothing that Dana has pushed is released, or served", async () => {
  const { address } = shop.loop.sandbox.registry;
  const account = { user: "mira", password: shop.loop.people.mira.token };
  const tags = await tagsOf(address, "acme/shop/release", account);
  expect(tags.filter((tag) => tag.startsWith("served-"))).toHaveLength(1);
  expect(tags.filter((tag) => tag.startsWith("built-"))).toHaveLength(1);
  expect(readdirSync(touched)).toEqual([]);
});
