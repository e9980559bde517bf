import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { movingBaseImages } from "../../../../../cli/loop/build/baseImages.ts";
import {
  buildctlArguments,
  dockerArguments,
  type Build,
} from "../../../../../cli/loop/build/commandLines.ts";
import { buildFailure, unwrittenCache } from "../../../../../cli/loop/build/failure.ts";
import { writeContext } from "../../../../../cli/loop/build/writeContext.ts";
import { contextOf } from "../../../../../cli/loop/context.ts";
import { treeOf } from "../../../../../cli/loop/tree.ts";
import { Checkout } from "../../support/checkout.ts";

const inputs = "a".repeat(64);
const commit = "b".repeat(40);
const build: Build = {
  asked: {
    ...{ inputs, tested: inputs, passed: false, image: null, commit },
    build: {
      ...{ context: ".", dockerfile: "Dockerfile", target: "production", builder: "buildkit" },
      ...{ arguments: { NODE: "24 a" }, commitArguments: { VERSION: "bbbbbbbb" } },
      ...{ platform: "linux/amd64", provenance: false, sbom: false },
    },
  },
  written: { context: "/t/context", dockerfile: "/t/dockerfile" },
  ...{ project: "registry.example.com/acme/shop", version: "bbbbbbbb", metadata: "/t/meta.json" },
  ...{ source: "https://gitlab.example.com/acme/shop", isProtected: false, branch: "develop" },
};
const attesting: Build = {
  ...build,
  asked: { ...build.asked, build: { ...build.asked.build, provenance: true, sbom: true } },
};
const image = `registry.example.com/acme/shop/incoming:inputs-${"a".repeat(40)}`;
/** What follows each time that an option is said. */
const said = (args: string[], option: string) =>
  args.flatMap((word, index) => (word === option ? [args[index + 1]] : []));

describe("buildctl", () => {
  it("is given the files that were written, and pushes to incoming", () => {
    const args = buildctlArguments("unix:///t/b.sock", build);
    expect(args.slice(0, 3)).toEqual(["--addr", "unix:///t/b.sock", "build"]);
    expect(said(args, "--local")).toEqual(["context=/t/context", "dockerfile=/t/dockerfile"]);
    expect(said(args, "--opt")).toEqual([
      "filename=Dockerfile",
      "target=production",
      "platform=linux/amd64",
      "build-arg:NODE=24 a",
      "build-arg:VERSION=bbbbbbbb",
      "label:org.opencontainers.image.version=bbbbbbbb",
      `label:org.opencontainers.image.revision=${commit}`,
      `label:dev.slipway.inputs=${inputs}`,
      "label:org.opencontainers.image.source=https://gitlab.example.com/acme/shop",
    ]);
    expect(said(args, "--output")).toEqual([`type=image,name=${image},push=true`]);
    expect(said(args, "--metadata-file")).toEqual(["/t/meta.json"]);
  });

  it.each([
    [false, ["cache-protected", "cache"], "cache"],
    [true, ["cache-protected"], "cache-protected"],
  ])("on a protected branch (%s) reads %j and writes %s", (isProtected, from, to) => {
    const args = buildctlArguments("a", { ...build, isProtected });
    const cache = (name: string) => `type=registry,ref=registry.example.com/acme/shop/${name}`;
    expect(said(args, "--import-cache")).toEqual(from.map(cache));
    expect(said(args, "--export-cache")).toEqual([`${cache(to)},mode=max,ignore-error=true`]);
  });

  it("attests on request, in the form that GitLab's registry takes", () => {
    const args = buildctlArguments("a", attesting);
    expect(said(args, "--opt")).toContain("attest:provenance=mode=max");
    expect(said(args, "--opt")).toContain("attest:sbom=");
    expect(said(args, "--output")).toEqual([
      `type=image,name=${image},push=true,oci-artifact=false`,
    ]);
  });
});

describe("docker buildx", () => {
  it("builds the same files, with the same labels, and attests only on request", () => {
    const args = dockerArguments(build);
    expect(said(args, "--tag")).toEqual([image]);
    expect(said(args, "--file")).toEqual(["/t/dockerfile/Dockerfile"]);
    expect(said(args, "--build-arg")).toEqual(["NODE=24 a", "VERSION=bbbbbbbb"]);
    expect(said(args, "--label")).toContain(`dev.slipway.inputs=${inputs}`);
    expect(said(args, "--cache-from")).toEqual([
      "type=registry,ref=registry.example.com/acme/shop/release:develop",
    ]);
    expect([said(args, "--provenance"), said(args, "--sbom")]).toEqual([["false"], ["false"]]);
    expect(args.at(-1)).toBe("/t/context");
    expect(said(dockerArguments(attesting), "--provenance")).toEqual(["mode=max"]);
    expect(said(dockerArguments(attesting), "--sbom")).toEqual(["true"]);
    const sbomGenerator = "mirror.example.com/scanner:1";
    const scanned = { ...attesting.asked, build: { ...attesting.asked.build, sbomGenerator } };
    expect(said(dockerArguments({ ...attesting, asked: scanned }), "--sbom")).toEqual([
      `generator=${sbomGenerator}`,
    ]);
  });
});

describe("a base image without a digest", () => {
  const digest = `sha256:${"c".repeat(64)}`;
  it.each<[string, string, string[]]>([
    ["is one by tag", "FROM node:24\n", ["node:24"]],
    ["is one by name", "from node AS a\n", ["node"]],
    ["is not one by digest", `FROM node:24@${digest}\n`, []],
    ["is not scratch, nor an earlier stage", "FROM node AS a\nFROM a\nFROM scratch\n", ["node"]],
    ["may be a default", "ARG BASE=node:24\nFROM --platform=$X ${BASE} AS a\n", ["node:24"]],
    ["may be given", "ARG GIVEN=node:24\nFROM $GIVEN\n", ["mirror/node:24"]],
    ["may stand behind a broken line", "FROM \\\n  node:24\n", ["node:24"]],
    ["is not in a comment", "# FROM node\nFROM scratch\n", []],
  ])("%s", (_, dockerfile, images) => {
    expect(movingBaseImages(dockerfile, { GIVEN: "mirror/node:24" })).toEqual(images);
  });
});

// As buildctl 0.34.2 says it.
describe("a build's failure", () => {
  it("names the step, and not a cache that is not there yet", () => {
    const lines = [
      "#2 importing cache manifest from registry.example.com/acme/shop/cache",
      "#2 ERROR: failed to configure registry cache importer: not found",
      "#6 [build 3/4] RUN npm run build",
      "#6 0.412 src/index.ts(1,1): error TS2304",
      '#6 ERROR: process "/bin/sh -c npm run build" did not complete successfully: exit code: 2',
      "------",
      'error: failed to solve: process "/bin/sh -c npm run build" did not complete successfully: exit code: 2',
    ];
    expect(buildFailure(lines)).toBe(
      'The build failed at [build 3/4] RUN npm run build: process "/bin/sh -c npm run build" did not complete successfully: exit code: 2. What it said stands above.',
    );
  });

  it("that is no step's is told as it is", () => {
    const line =
      "error: failed to solve: dockerfile parse error on line 1: unknown instruction: FORM";
    expect(buildFailure([line])).toBe(
      "The build failed: failed to solve: dockerfile parse error on line 1: unknown instruction: FORM",
    );
    expect(buildFailure([])).toBe("The build failed. What it said stands above.");
  });

  it("that is the want of a scanner says which setting names another", () => {
    const scanner = "docker.io/docker/buildkit-syft-scanner";
    const line = `error: failed to solve: failed to resolve source metadata for ${scanner}:stable-1: not found`;
    expect(buildFailure([line], scanner)).toMatch(/SBOM can't be pulled: .*`build\.sbomGenerator`/);
    expect(buildFailure([line])).not.toContain("SBOM");
  });

  it.each([
    [
      "newuidmap 12 0 1000 1 failed: newuidmap: write to uid_map failed: Operation not permitted",
      "/etc/subuid",
    ],
    [
      "failed to start the child: fork/exec /proc/self/exe: operation not permitted",
      "seccomp:unconfined",
    ],
    [
      // As docker buildx 0.13 and 0.38 say it.
      "ERROR: failed to build: Attestation is not supported for the docker driver.",
      "let `builder` be `buildkit`",
    ],
  ])("of a runner that can't build so says what to change", (line, advice) => {
    expect(buildFailure([line])).toContain(advice);
  });
});

describe("a context is written from git", () => {
  const checkout = new Checkout({
    Dockerfile: "FROM scratch\n",
    ".dockerignore": "docs/*\n",
    "docs/a.md": "a",
    "src/run": "chmod +x\n",
    "src/link": "-> ../Dockerfile",
    "src/empty": "",
  });
  const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  afterAll(() => {
    checkout.remove();
    rmSync(folder, { recursive: true });
  });
  const place = { context: ".", dockerfile: "Dockerfile" };
  const ignored = { name: ".dockerignore", text: "docs/*\n" };
  const write = async (name: string) => {
    const { root, files } = await treeOf(checkout.folder);
    const to = mkdtempSync(join(folder, name));
    return writeContext(root, contextOf(files, place, ignored), to);
  };

  it("with modes, links and folders that stay empty, whatever lies in the checkout", async () => {
    rmSync(join(checkout.folder, "src"), { recursive: true });
    const { context, dockerfile } = await write("a");
    const listed = readdirSync(context, { recursive: true }).map(String).sort();
    expect(listed).toEqual(
      [".dockerignore", "Dockerfile", "docs", "src", "src/empty", "src/link", "src/run"].sort(),
    );
    expect(lstatSync(join(context, "src/run")).mode & 0o777).toBe(0o755);
    expect(lstatSync(join(context, "src/empty")).mode & 0o777).toBe(0o644);
    expect(readlinkSync(join(context, "src/link"))).toBe("../Dockerfile");
    expect(readFileSync(join(context, "src/run"), "utf8")).toBe("chmod +x\n");
    expect(readFileSync(join(dockerfile, "Dockerfile"), "utf8")).toBe("FROM scratch\n");
    // Else an ignore file of the context would be applied where another one counts.
    expect(readFileSync(join(dockerfile, "Dockerfile.dockerignore"), "utf8")).toMatch(/^#.*\n$/);
  });

  it("but not where git has a pointer only", async () => {
    checkout.commit({ "big.bin": "version https://git-lfs.github.com/spec/v1\noid sha256:1\n" });
    await expect(write("b")).rejects.toThrow("big.bin is kept by Git LFS");
    checkout.git("rm", "--quiet", "-r", "big.bin");
  });

  it("nor a submodule, by a name that can't colour a log", async () => {
    const cacheinfo = `160000,${"c".repeat(40)},lib\u001b[31m`;
    checkout.git("update-index", "--add", "--cacheinfo", cacheinfo);
    checkout.git("commit", "--quiet", "--message", "a submodule");
    await expect(write("c")).rejects.toThrow("lib\\x1b[31m is a submodule, whose files");
  });
});

// As buildctl 0.34.2 says it, from a registry whose service for tokens refuses.
describe("a cache that could not be written", () => {
  const said = (why: string) => [
    "#3 importing cache manifest from registry.example.com/acme/shop/cache-protected",
    "#3 ERROR: failed to configure registry cache importer: 403 Forbidden",
    "#5 [1/1] COPY Dockerfile /",
    "#5 DONE 0.1s",
    "#6 exporting cache to registry",
    "#6 preparing build cache for export 0.2s done",
    `#6 ERROR: error writing layer blob: failed to authorize: ${why}`,
    "------",
    " > exporting cache to registry:",
  ];

  it.each<[string, boolean, string]>([
    ["403 Forbidden", true, "`cache-protected` takes layers from pipelines that a Maintainer has"],
    ["403 Forbidden", false, "in the cache: what its registry answered stands"],
    ["503 Service Unavailable", true, "in the cache: what its registry answered stands"],
  ])("for %s, protected: %s, is explained", (why, isProtected, words) => {
    expect(unwrittenCache(said(why), isProtected)).toContain(words);
  });

  it("is none where only an import failed, as a first build's does", () => {
    const lines = said("403 Forbidden").filter((line) => !line.startsWith("#6 ERROR"));
    expect(unwrittenCache(lines, true)).toBeUndefined();
  });
});
