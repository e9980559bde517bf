import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { goodFiles, production, secret, staging, toText } from "../settings/fixture.ts";
import { Checkout } from "./support/checkout.ts";
import { run } from "./support/command.ts";

const texts = Object.fromEntries(
  Object.entries(goodFiles()).map(([path, content]) => [
    path,
    typeof content === "string" ? content : toText(content),
  ]),
);
const loud = texts[staging]!.replace("LOG_LEVEL: Debug", "LOG_LEVEL: Info");

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function checkout(files: Record<string, string> = texts): Checkout {
  const made = new Checkout(files);
  folders.push(made.folder);
  return made;
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  folders.push(folder);
  return folder;
}

interface Json {
  differs: boolean;
  changes: { path: string; what: string; from?: unknown; to?: unknown }[];
  stacks?: { stack: string; counts: Record<string, number> }[];
  problems: { file: string; line: number; message: string; path: string }[];
  others?: { path: string; kind: string }[];
  from: { name: string; commit?: string };
}

async function json(cwd: string, ...args: string[]): Promise<Json & { code: number | null }> {
  // Neither a passphrase nor an editor of the person's own takes part.
  const { code, stdout, stderr } = await run(["diff", ...args, "--json"], { cwd });
  expect(stderr).toBe("");
  return { ...(JSON.parse(stdout) as Json), code };
}

describe("slipway diff", () => {
  it("compares the working folder with the last commit, needs no passphrase, and exits with 0", async () => {
    const { folder } = checkout();
    writeFileSync(join(folder, staging), loud);
    const { code, stdout, stderr } = await run(["diff"], { cwd: join(folder, "compose") });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^HEAD \([0-9a-f]{8}\) → the working folder: 2 other changes\. By `slipway up`: 2 to update\.\n/,
    );
    expect(stdout).toContain(
      "~ `LOG_LEVEL` in `.env` of `shop`: `Debug` → `Info`  Pulumi.staging.yaml:",
    );
  });

  it("says that nothing differs", async () => {
    const { folder } = checkout();
    const { code, stdout } = await run(["diff", "--exit-code"], { cwd: folder });
    expect({ code, stdout: stdout.trim() }).toMatchObject({
      ...{ code: 0, stdout: expect.stringMatching(/Nothing differs\.$/) as string },
    });
  });

  it("compares two commits, whatever the working folder holds, and exits with 5 if asked", async () => {
    const repository = checkout();
    const first = repository.git("rev-parse", "HEAD");
    repository.commit({ [staging]: loud });
    writeFileSync(join(repository.folder, staging), "nonsense");
    const { code, changes, from, stacks } = await json(
      repository.folder,
      "HEAD~1",
      "main",
      "--exit-code",
    );
    expect(code).toBe(5);
    expect(from).toEqual({ name: "HEAD~1", commit: first });
    expect(stacks!.map(({ stack, counts }) => [stack, Object.values(counts)])).toEqual(
      expect.arrayContaining([
        ["platform", [0, 0, 0]],
        ["staging", [0, 2, 0]],
      ]),
    );
    expect(changes[0]).toMatchObject({
      path: "slipway:apps.shop.env.LOG_LEVEL",
      ...{ from: { value: "Debug" }, to: { value: "Info" } },
    });
  });

  it("reads commits of a bare repository, and files that lie in a folder of theirs", async () => {
    const inFolder = Object.entries(texts).map(([path, text]) => [`environments/${path}`, text]);
    const repository = checkout(Object.fromEntries(inFolder) as Record<string, string>);
    repository.commit({ [`environments/${staging}`]: loud });
    const below = join(repository.folder, "environments");
    expect((await json(below, "HEAD~1", "HEAD")).changes).toHaveLength(2);

    const flat = checkout();
    flat.commit({ [staging]: loud });
    const bare = emptyFolder();
    flat.git("clone", "--quiet", "--bare", flat.folder, join(bare, "it.git"));
    const { changes } = await json(join(bare, "it.git"), "HEAD~1", "HEAD");
    expect(changes).toHaveLength(2);
  });

  it("compares folders that no Git knows, and says what it cannot tell then", async () => {
    const { folder } = checkout();
    const [one, other] = [emptyFolder(), emptyFolder()];
    for (const to of [one, other])
      cpSync(folder, to, { recursive: true, filter: (path) => !path.endsWith(".git") });
    writeFileSync(join(other, staging), loud);
    const { code, stdout } = await run(["diff", one, other], { cwd: tmpdir() });
    expect(code).toBe(0);
    expect(stdout).toContain("`Debug` → `Info`");
    expect(stdout).toContain("Git cannot tell of the rest");
  });

  it("names other files that differ, and runs none of them", async () => {
    const repository = checkout({
      ...texts,
      "index.ts": "",
      "gone.md": "",
      ".gitignore": "ignored\n",
    });
    const ran = join(emptyFolder(), "ran");
    repository.commit({
      "index.ts": `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(ran)}, "")`,
    });
    expect((await json(repository.folder, "HEAD~1", "HEAD")).others).toEqual([
      { path: "index.ts", kind: "changed" },
    ]);
    rmSync(join(repository.folder, "gone.md"));
    for (const name of ["new.ts", "ignored"]) writeFileSync(join(repository.folder, name), "");
    const { others, differs } = await json(repository.folder, "HEAD~1");
    expect(others).toEqual([
      { path: "gone.md", kind: "removed" },
      { path: "index.ts", kind: "changed" },
      { path: "new.ts", kind: "added" },
    ]);
    expect(differs).toBe(true);
    expect(() => readFileSync(ran)).toThrow("ENOENT");
  });

  it("prints Markdown", async () => {
    const { folder } = checkout();
    writeFileSync(join(folder, staging), loud);
    const { stdout } = await run(["diff", "--markdown"], { cwd: folder });
    expect(stdout).toMatch(
      /^### What this changes\n\n2 other changes\. By `slipway up`: 2 to update\.\n\n<details>/,
    );
  });

  it("says what it was given instead of a commit or a folder", async () => {
    const { folder } = checkout();
    const wrong = await run(["diff", "nowhere"], { cwd: folder });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain("nowhere is neither a commit of the repository");
    const outside = emptyFolder();
    writeFileSync(join(outside, "Pulumi.yaml"), texts["Pulumi.yaml"]!);
    const none = await run(["diff"], { cwd: outside });
    expect(none.stderr).toContain("is in no Git repository, so HEAD is no commit of it");
    const inside = join(folder, "copy");
    cpSync(outside, inside, { recursive: true });
    const untracked = await run(["diff"], { cwd: inside });
    expect(untracked.code).toBe(1);
    expect(untracked.stderr).toMatch(
      /^slipway: HEAD \([0-9a-f]{8}\) has no stack files in .*copy\./,
    );
  });
});

describe("a newer state that somebody else has written", () => {
  const link = "This is a symbolic link, which is not followed here.";
  const hostile: [string, Record<string, string>, Partial<Json["problems"][number]>][] = [
    [
      "conflict marks",
      { [production]: `config:\n<<<<<<< HEAD\n  a: b\n=======\n` },
      {
        file: production,
        line: 2,
        message: "Git's marks of a merge conflict stand here, around two versions of these lines.",
      },
    ],
    [
      "a stack file of 50 MB",
      { [production]: "#".repeat(50 * 1024 * 1024) },
      { file: production, line: 1, message: "This file is larger than any that is read here." },
    ],
    [
      "aliases without end",
      {
        [production]: Array.from(
          "abcdefghi",
          (name, index) =>
            `${name}: &${name} [${Array(9)
              .fill(index === 0 ? "lol" : `*${"abcdefghi"[index - 1]}`)
              .join(", ")}]`,
        ).join("\n"),
      },
      {
        file: production,
        message: "The aliases of this file stand for more values than anybody would write.",
      },
    ],
  ];

  it.each(hostile)("is told of %s, and all else is compared", async (_, files, problem) => {
    const repository = checkout();
    repository.commit({ ...files, [staging]: loud });
    for (const args of [["HEAD~1", "HEAD"], ["HEAD~1"]]) {
      const { code, problems, changes } = await json(repository.folder, ...args);
      expect(code).toBe(1);
      expect(problems).toMatchObject([problem]);
      expect(changes.map(({ path }) => path)).toContain("slipway:apps.shop.env.LOG_LEVEL");
    }
  });

  it("has no link followed, to a file or by a folder, in a commit or a folder", async () => {
    const repository = checkout();
    const outside = emptyFolder();
    writeFileSync(join(outside, "app.conf"), "canary of another place");
    rmSync(join(repository.folder, "compose/app.conf"));
    rmSync(join(repository.folder, production));
    writeFileSync(join(outside, production), texts[production]!);
    symlinkSync(join(outside, "app.conf"), join(repository.folder, "compose/app.conf"));
    symlinkSync(join(outside, production), join(repository.folder, production));
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--message", "links");
    for (const args of [["HEAD~1", "HEAD"], ["HEAD~1"]]) {
      const { problems, ...rest } = await json(repository.folder, ...args);
      expect(problems.map(({ message }) => message)).toEqual(
        [link, `\`compose/app.conf\`: ${link}`].sort(),
      );
      expect(JSON.stringify(rest)).not.toContain("canary of another");
    }

    rmSync(join(repository.folder, "compose"), { recursive: true });
    symlinkSync(outside, join(repository.folder, "compose"));
    const { problems } = await json(repository.folder);
    expect(problems.map(({ message }) => message)).toContain(`\`compose/app.conf\`: ${link}`);
  });

  it("names one large file a thousand times, and is read no further than some", async () => {
    const apps = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`f${index}`, `compose/${index}.conf`]),
    );
    const files = Object.fromEntries(
      Object.values(apps).map((path) => [path, `${"x".repeat(1024 * 1024)}`]),
    );
    const repository = checkout();
    const content = { ...(goodFiles()[staging] as object) } as {
      config: { "slipway:apps": { shop: { files: object } } };
    };
    content.config["slipway:apps"].shop.files = { "app.conf": "compose/app.conf", ...apps };
    repository.commit({ ...files, [staging]: toText(content) });
    const { problems } = await json(repository.folder, "HEAD~1", "HEAD");
    expect(problems.length).toBeGreaterThan(5);
    expect(problems.length).toBeLessThan(12);
    expect(new Set(problems.map(({ message }) => message.replace(/`.*`/, "")))).toEqual(
      new Set([": This file is larger than any that is read here."]),
    );
  });

  it("shows nothing of secrets", async () => {
    const repository = checkout();
    repository.commit({
      [staging]: toText({
        ...(goodFiles()[staging] as object),
        encryptionsalt: "v1:canary",
      }).replaceAll("=canary-database", secret("canary-new").secure),
    });
    for (const form of [[], ["--json"], ["--markdown"]]) {
      const { stdout, stderr } = await run(["diff", "HEAD~1", "HEAD", ...form], {
        cwd: repository.folder,
      });
      expect(stdout).toContain("DB_PASSWORD");
      expect(stdout + stderr).not.toContain("canary");
    }
  });
});
