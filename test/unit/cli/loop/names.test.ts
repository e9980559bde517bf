import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeContext } from "../../../../cli/loop/build/writeContext.ts";
import { contextOf } from "../../../../cli/loop/context.ts";
import { inputsHash } from "../../../../cli/loop/hashes.ts";
import { treeOf, type Tracked } from "../../../../cli/loop/tree.ts";
import { oddNames } from "../../../support/attacks/names.ts";
import { Checkout } from "../support/checkout.ts";

/** Names that a commit may have, and names that only a commit made by hand has. */

const place = { context: ".", dockerfile: "Dockerfile" };
const checkout = new Checkout({
  Dockerfile: "FROM scratch\n",
  ...Object.fromEntries(oddNames.map((name) => [name, `the file ${name}\n`])),
  out: "-> /etc/passwd",
  ".dockerignore": "",
});
const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
afterAll(() => {
  checkout.remove();
  rmSync(folder, { recursive: true });
});

const git = (args: string[], input: string | Uint8Array = "") =>
  execFileSync("git", ["-C", checkout.folder, ...args], { input }).toString("utf8");

/** What git itself lists, taken apart in another way than `slipway` does it. */
const listed = git(["ls-tree", "-r", "-z", "HEAD"])
  .split("\0")
  .filter((line) => line !== "")
  .map(
    (line) => /^(?<mode>\d{6}) blob (?<object>[0-9a-f]{40})\t(?<path>[^]+)$/.exec(line)!.groups!,
  );

const settings = {
  ...{ arguments: {}, commitArguments: [], epoch: 0, provenance: false, sbom: false },
};
const hashOf = (files: Tracked[]) => inputsHash(contextOf(files, place), settings);

describe("odd names of files", () => {
  it("are in the context as git has them, each of them in the hash", async () => {
    const { files } = await treeOf(checkout.folder);
    expect(listed.map(({ path }) => path)).toEqual(expect.arrayContaining(oddNames));
    const inContext = contextOf(files, place).files;
    const byPath = new Map(inContext.map((file) => [file.path, file]));
    expect([...byPath].length).toBe(listed.length);
    for (const file of listed) expect(byPath.get(file["path"]!)).toEqual({ ...file });
    const hashes = files.map((one) =>
      hashOf(files.map((file) => (file === one ? { ...one, object: "0".repeat(40) } : file))),
    );
    expect(new Set([...hashes, hashOf(files)]).size).toBe(listed.length + 1);
  });

  it("are built with what git has of them, and a link leads nowhere", async () => {
    const { root, files } = await treeOf(checkout.folder);
    const { context } = await writeContext(root, contextOf(files, place), folder);
    const written = readdirSync(context, { recursive: true, withFileTypes: true }).filter(
      (entry) => !entry.isDirectory(),
    );
    expect(written).toHaveLength(listed.length);
    const regular = listed.filter(({ mode }) => mode !== "120000");
    const paths = regular.map(({ path }) => join(context, path!));
    const objects = paths.map((path) => git(["hash-object", "--no-filters", "--", path]).trim());
    expect(objects).toEqual(regular.map(({ object }) => object));
    const links = written.filter((entry) => entry.isSymbolicLink());
    expect(links.map(({ name }) => name)).toEqual(["out"]);
  });
});

describe("a tree that no git makes", () => {
  const blob = (text: string) => git(["hash-object", "-w", "--stdin"], text).trim();
  const tree = (...entries: [mode: string, name: string, object: string][]) => {
    const bytes = entries.map(([mode, name, object]) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(object, "hex")]),
    );
    const args = ["hash-object", "-t", "tree", "--literally", "-w", "--stdin"];
    return git(args, Buffer.concat(bytes)).trim();
  };
  const commit = (root: string) => checkout.git("commit-tree", root, "-m", "by hand");
  const dockerfile = () => ["100644", "Dockerfile", blob("FROM scratch\n")] as const;
  const elsewhere = join(folder, "elsewhere");
  mkdirSync(elsewhere);
  const planted = () => tree(["120000", "planted", blob("x")]);

  it.each<[string, () => string, string]>([
    ["leads out", () => tree([...dockerfile()], ["40000", "..", planted()]), "../planted"],
    [
      "leads back to a file that is there",
      () => tree([...dockerfile()], ["40000", "a", tree(["40000", "..", planted()])]),
      "a/../planted",
    ],
    ["is git's own", () => tree(["40000", ".git", planted()], [...dockerfile()]), ".git/planted"],
    [
      "goes through a link",
      () => tree([...dockerfile()], ["120000", "x", blob(elsewhere)], ["40000", "x", planted()]),
      "x",
    ],
    ["names a file twice", () => tree([...dockerfile()], [...dockerfile()]), "Dockerfile"],
  ])("and %s is refused", async (_, made, path) => {
    const attempt = treeOf(checkout.folder, commit(made()));
    await expect(attempt).rejects.toThrow(`The commit's tree is damaged: ${path} is no path, or`);
    expect(existsSync(join(elsewhere, "planted"))).toBe(false);
  });
});
