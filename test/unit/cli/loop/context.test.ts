import { describe, expect, it } from "vitest";
import { contextOf, ignoreFiles } from "../../../../cli/loop/context.ts";
import { inputsHash, testedHash, type BuildSettings } from "../../../../cli/loop/hashes.ts";
import { parseTree, type Tracked } from "../../../../cli/loop/tree.ts";

const file = (path: string, object = path, mode = "100644"): Tracked => ({ path, object, mode });
const place = { context: ".", dockerfile: "Dockerfile" };
const tracked = [
  ...[file(".dockerignore"), file("Dockerfile"), file("docs/a.md"), file("src/index.ts")],
  ...[file("src/run", "run", "100755"), file("link", "link", "120000")],
];
const paths = (files: Tracked[]) => files.map(({ path }) => path);

describe("a build's context", () => {
  it("is every tracked file, sorted, where nothing is ignored", () => {
    const { files, emptied, dockerfile } = contextOf(tracked, place);
    expect(paths(files)).toEqual([...paths(tracked)].sort());
    expect({ emptied, dockerfile }).toEqual({ emptied: [], dockerfile: file("Dockerfile") });
  });

  it("leaves out what is ignored, and knows the folders that stay empty", () => {
    const ignored = { name: ".dockerignore", text: "docs/*\nDockerfile\n.dockerignore\nlink" };
    const { files, emptied, dockerfile } = contextOf(tracked, place, ignored);
    expect(paths(files)).toEqual(["src/index.ts", "src/run"]);
    expect(emptied).toEqual(["docs"]);
    expect(dockerfile.path).toBe("Dockerfile");
  });

  it("has paths from its own folder, with a Dockerfile from anywhere", () => {
    const { files, dockerfile } = contextOf(tracked, {
      context: "src/",
      dockerfile: "./Dockerfile",
    });
    expect(paths(files)).toEqual(["index.ts", "run"]);
    expect(dockerfile.path).toBe("Dockerfile");
  });

  it.each([
    ["", true],
    ["lib", false],
    ["lib\n!lib/a", true],
    ["*\n!lib", true],
    ["*\n!src", false],
    ["*\n!src/**/a", true],
    ["*\n!src/a/b", false],
    ["*\n!*.json", false],
    ["*\n!l*/a", true],
  ])("with the patterns %j has a submodule, which nobody can build: %s", (text, isThere) => {
    const all = [...tracked, file("lib", "commit", "160000")];
    const { files } = contextOf(all, place, { name: ".dockerignore", text });
    expect(paths(files).includes("lib")).toBe(isThere);
  });

  it("looks for patterns beside the Dockerfile first", () => {
    const all = [...tracked, file("ci/Dockerfile.dockerignore"), file("src/.dockerignore")];
    const found = ignoreFiles(all, { context: "src", dockerfile: "ci/Dockerfile" });
    expect(paths(found)).toEqual(["ci/Dockerfile.dockerignore", "src/.dockerignore"]);
    expect(paths(ignoreFiles(all, place))).toEqual([".dockerignore"]);
  });

  it.each([
    [
      "no Dockerfile",
      () => contextOf([file("a")], place),
      "No Dockerfile is tracked as Dockerfile.",
    ],
    [
      "a link for one",
      () => contextOf([file("Dockerfile", "x", "120000")], place),
      "Dockerfile is no regular file",
    ],
    ["an empty folder", () => contextOf(tracked, { ...place, context: "x" }), "in the folder x"],
    [
      "a wrong pattern",
      () => contextOf(tracked, place, { name: ".dockerignore", text: "a[" }),
      ".dockerignore: `a[` has a `[`",
    ],
  ])("is refused with %s", (_, attempt, sentence) => {
    expect(attempt).toThrow(sentence);
  });
});

const settings: BuildSettings = {
  ...{ arguments: { NODE: "24" }, commitArguments: ["VERSION"], epoch: 0 },
  ...{ provenance: false, sbom: false },
};
const context = contextOf(tracked, place);
const base = inputsHash(context, settings);

describe("the hash of the inputs", () => {
  it("does not depend on an order", () => {
    const turned = { ...settings, arguments: { A: "1", NODE: "24" } };
    expect(inputsHash(contextOf(tracked.toReversed(), place), settings)).toBe(base);
    expect(inputsHash(context, turned)).toBe(
      inputsHash(context, { ...turned, arguments: { NODE: "24", A: "1" } }),
    );
  });

  it.each<[string, string]>([
    ["a blob", inputsHash(contextOf(replaced("src/index.ts", { object: "x" }), place), settings)],
    ["a mode", inputsHash(contextOf(replaced("src/run", { mode: "100644" }), place), settings)],
    ["a name", inputsHash(contextOf(replaced("src/run", { path: "src/go" }), place), settings)],
    ["a file that is ignored now", ignoring("link")],
    ["an emptied folder", ignoring("docs/*")],
    ["a folder dropped whole", ignoring("docs")],
    ["an argument", inputsHash(context, { ...settings, arguments: { NODE: "22" } })],
    ["a commit's argument", inputsHash(context, { ...settings, commitArguments: [] })],
    ["the target", inputsHash(context, { ...settings, target: "production" })],
    ["the platform", inputsHash(context, { ...settings, platform: "linux/arm64" })],
    ["the epoch", inputsHash(context, { ...settings, epoch: 1 })],
    ["an attestation", inputsHash(context, { ...settings, sbom: true })],
  ])("is another with %s", (_, other) => {
    expect(other).toMatch(/^[0-9a-f]{64}$/);
    expect(other).not.toBe(base);
  });

  it("tells a folder that stays empty from one that is not there", () => {
    expect(ignoring("docs/*")).not.toBe(ignoring("docs"));
  });

  it("knows a Dockerfile that is not in the context", () => {
    const text = "Dockerfile";
    const ignored = { name: ".dockerignore", text };
    const other = contextOf(replaced("Dockerfile", { object: "x" }), place, ignored);
    expect(inputsHash(other, settings)).not.toBe(
      inputsHash(contextOf(tracked, place, ignored), settings),
    );
  });

  it("does not know what is ignored", () => {
    const ignored = { name: ".dockerignore", text: "docs" };
    const other = contextOf(replaced("docs/a.md", { object: "x" }), place, ignored);
    expect(inputsHash(other, settings)).toBe(ignoring("docs"));
  });
});

describe("the hash of what tests see", () => {
  const whole = testedHash(tracked, [], "commands");

  it("is every tracked file's, whatever an image takes of them", () => {
    expect(testedHash(replaced(".dockerignore", { object: "x" }), [], "commands")).not.toBe(whole);
    expect(testedHash(replaced("docs/a.md", { object: "x" }), [], "commands")).not.toBe(whole);
    expect(testedHash(tracked.toReversed(), [], "commands")).toBe(whole);
  });

  it("leaves out what settings exclude, and nothing else", () => {
    const excluded = testedHash(tracked, ["docs/**", "*.md"], "commands");
    const docs = replaced("docs/a.md", { object: "x" });
    expect(testedHash(docs, ["docs/**", "*.md"], "commands")).toBe(excluded);
    const source = replaced("src/index.ts", { object: "x" });
    expect(testedHash(source, ["docs/**", "*.md"], "commands")).not.toBe(excluded);
  });

  it("is another with other commands", () => {
    expect(testedHash(tracked, [], "others")).not.toBe(whole);
  });
});

describe("git's list of files", () => {
  it("is taken apart, whatever a name has in it", () => {
    const text = [
      ...["100644 blob aa\ta\tb\n", '120000 blob bb\tä "x"', "160000 commit cc\tlib", ""],
    ].join("\0");
    expect(parseTree(Buffer.from(text))).toEqual([
      file("a\tb\n", "aa"),
      file('ä "x"', "bb", "120000"),
      file("lib", "cc", "160000"),
    ]);
  });

  it("with a name that is not UTF-8 is refused, which BuildKit could not take", () => {
    const bytes = Buffer.concat([Buffer.from("100644 blob aa\t"), Buffer.from([0xe4, 0])]);
    expect(() => parseTree(bytes)).toThrow("is not UTF-8");
  });
});

function ignoring(text: string): string {
  return inputsHash(contextOf(tracked, place, { name: ".dockerignore", text }), settings);
}

function replaced(path: string, change: Partial<Tracked>): Tracked[] {
  return tracked.map((one) => (one.path === path ? { ...one, ...change } : one));
}
