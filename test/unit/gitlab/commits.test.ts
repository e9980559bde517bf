import { execFileSync } from "node:child_process";
import { join as pathOf } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { git, startTestGitLab, type TestGitLab, withProject } from "./client.ts";
import { join, person } from "./people.ts";

const path = "projects/1/repository";
let gitlab: TestGitLab;
let first: string;
let second: string;

async function write(file: string, content: string, branch = "main"): Promise<string> {
  const body = { branch, content, commit_message: `Write ${file}` };
  const at = `${path}/files/${encodeURIComponent(file)}`;
  const { status } = await gitlab.request("POST", at, body);
  if (status === 400) await gitlab.request("PUT", at, body);
  return git(gitlab, "rev-parse", branch);
}

beforeEach(async () => {
  gitlab = await withProject(startTestGitLab());
  first = await write("src/a.txt", "one\n");
  second = await write("src/a.txt", "two\nthree\n");
});

describe("Commits", () => {
  it("are listed newest first, of a branch, a path or a range", async () => {
    const titles = async (query: string) => {
      const { body } = await gitlab.request("GET", `${path}/commits?${query}`);
      return (body as { id: string }[]).map(({ id }) => id);
    };
    expect((await titles("")).slice(0, 2)).toEqual([second, first]);
    expect(await titles("path=src/a.txt")).toEqual([second, first]);
    expect(await titles(`ref_name=${first}..main`)).toEqual([second]);
    expect(await titles("until=2001-01-01T00:00:00Z")).toEqual([]);
    expect((await gitlab.request("GET", `${path}/commits?ref_name=nothing`)).status).toBe(404);
    const counted = await gitlab.request("GET", `${path}/commits?with_stats=true&per_page=1`);
    expect(counted.body).toMatchObject([{ stats: { additions: 2, deletions: 1, total: 3 } }]);
  });

  it("are shown with what they changed", async () => {
    expect((await gitlab.request("GET", `${path}/commits/main`)).body).toMatchObject({
      id: second,
      parent_ids: [first],
      title: "Write src/a.txt",
      author_name: "Administrator",
      stats: { additions: 2, deletions: 1 },
      project_id: 1,
    });
    expect((await gitlab.request("GET", `${path}/commits/${second}/diff`)).body).toMatchObject([
      { old_path: "src/a.txt", new_file: false, diff: "@@ -1 +1,2 @@\n-one\n+two\n+three\n" },
    ]);
    const root = git(gitlab, "rev-list", "--max-parents=0", "main");
    expect((await gitlab.request("GET", `${path}/commits/${root}/diff`)).body).toMatchObject([
      { new_path: "README.md", new_file: true },
    ]);
    expect((await gitlab.request("GET", `${path}/commits/nothing`)).status).toBe(404);
  });

  it("look the same wherever they are shown", async () => {
    await gitlab.request("POST", `${path}/tags`, { tag_name: "v1", ref: "main" });
    const shown = async (at: string) => (await gitlab.request("GET", `${path}/${at}`)).body;
    const [last] = (await shown("commits")) as object[];
    expect(last).toMatchObject({ id: second, message: "Write src/a.txt", trailers: {} });
    expect(await shown("branches/main")).toMatchObject({ commit: last });
    expect(await shown("tags/v1")).toMatchObject({ commit: last });
    expect(await shown("commits/main")).toMatchObject(last!);
    await write(".gitlab-ci.yml", "a job:\n  script: make\n");
    const [job] = (await gitlab.request("GET", "projects/1/jobs")).body as { commit: object }[];
    expect(await shown("commits/main")).toMatchObject(job!.commit);
  });

  it("tell the merge requests that brought them", async () => {
    await gitlab.request("POST", `${path}/branches`, { branch: "feature", ref: "main" });
    const sha = await write("b.txt", "b\n", "feature");
    const asked = { source_branch: "feature", target_branch: "main", title: "Add b" };
    await gitlab.request("POST", "projects/1/merge_requests", asked);
    const found = async (id: string, query = "") => {
      const { body } = await gitlab.request("GET", `${path}/commits/${id}/merge_requests${query}`);
      return (body as { iid: number }[]).map(({ iid }) => iid);
    };
    expect(await found(sha)).toEqual([1]);
    expect(await found(second)).toEqual([]);
    await gitlab.request("PUT", "projects/1/merge_requests/1/merge");
    expect(await found(git(gitlab, "rev-parse", "main"))).toEqual([1]);
    expect(await found(sha, "?state=opened")).toEqual([]);
  });

  it("are compared from where two parted", async () => {
    await gitlab.request("POST", `${path}/branches`, { branch: "old", ref: first });
    const sha = await write("b.txt", "b\n", "old");
    const { body } = await gitlab.request("GET", `${path}/compare?from=main&to=old`);
    expect(body).toMatchObject({
      commit: { id: sha },
      commits: [{ id: sha }],
      diffs: [{ new_path: "b.txt" }],
      compare_same_ref: false,
    });
    const straight = await gitlab.request("GET", `${path}/compare?from=main&to=old&straight=true`);
    expect((straight.body as { diffs: object[] }).diffs).toHaveLength(2);
    expect((await gitlab.request("GET", `${path}/compare?from=main&to=no`)).status).toBe(404);
  });
});

describe("A commit of several files", () => {
  const create = (body: object) => gitlab.request("POST", `${path}/commits`, body);

  it("creates, changes, moves and removes them at once, on a new branch too", async () => {
    const made = await create({
      branch: "feature",
      start_branch: "main",
      commit_message: "All of it",
      author_name: "Ada",
      author_email: "ada@example.com",
      actions: [
        { action: "create", file_path: "b.bin", content: "AAEC", encoding: "base64" },
        { action: "move", file_path: "src/c.txt", previous_path: "src/a.txt" },
        { action: "update", file_path: "README.md", content: "# Shop\n" },
        { action: "chmod", file_path: "README.md", execute_filemode: true },
      ],
    });
    expect(made.body).toMatchObject({
      title: "All of it",
      author_name: "Ada",
      committer_name: "Administrator",
      parent_ids: [second],
    });
    expect(git(gitlab, "ls-tree", "-r", "--format=%(objectmode) %(path)", "feature")).toBe(
      "100755 README.md\n100644 b.bin\n100644 src/c.txt",
    );
    expect(git(gitlab, "show", "feature:src/c.txt")).toBe("two\nthree");
    expect(git(gitlab, "rev-parse", "main")).toBe(second);
  });

  it("is refused as a whole where one of them can't be", async () => {
    const actions = [
      { action: "create", file_path: "new.txt", content: "x" },
      { action: "update", file_path: "nothing.txt", content: "x" },
    ];
    const asked = { branch: "main", commit_message: "x", actions };
    expect(await create(asked)).toMatchObject({
      status: 400,
      body: { message: "A file with this name doesn't exist" },
    });
    expect(git(gitlab, "rev-parse", "main")).toBe(second);
    const away = { ...asked, actions: [{ action: "create", file_path: "../x", content: "x" }] };
    expect((await create(away)).status).toBe(400);
  });
});

it("A name is no command to what makes a commit", async () => {
  const commits = `${path}/commits`;
  const reset = `\nreset refs/heads/stolen\nfrom ${second}\n`;
  const actions = [{ action: "create", file_path: "b", content: "b" }];
  const asked = { branch: "main", commit_message: "Add b", actions };
  const author_name = `Ada <x>${reset}`;
  expect((await gitlab.request("POST", commits, { ...asked, author_name })).status).toBe(201);
  const flat = `Ada xreset refs/heads/stolenfrom ${second}`;
  expect(git(gitlab, "log", "-1", "--format=%an", "main")).toBe(flat);
  const branch = `new${reset}commit refs/heads/x`;
  const made = { ...asked, branch, start_branch: "main" };
  expect((await gitlab.request("POST", commits, made)).body).toEqual({
    message: `Something went wrong when we tried to create '${branch}' for you: Branch name is invalid`,
  });
  // A push may bring such a file, which the API only takes away.
  const hostile = 'a "\\ \ncheckpoint';
  const args = ["--git-dir", pathOf(gitlab.folder, "repositories/1.git"), "mktree", "-z"];
  const input = `100644 blob ${git(gitlab, "rev-parse", "main:b")}\t${hostile}\0`;
  const tree = execFileSync("git", args, { input, encoding: "utf8" }).trim();
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  git(
    gitlab,
    "update-ref",
    "refs/heads/odd",
    git(gitlab, ...who, "commit-tree", tree, "-m", "odd"),
  );
  const move = [{ action: "move", file_path: "c", previous_path: hostile }];
  expect(
    (await gitlab.request("POST", commits, { ...asked, branch: "odd", actions: move })).status,
  ).toBe(201);
  expect(git(gitlab, "ls-tree", "--name-only", "odd")).toBe("c");
  expect(git(gitlab, "for-each-ref", "--format=%(refname)")).not.toContain("stolen");
});

describe("A revert", () => {
  it("commits the other way round, to a branch that one may push to", async () => {
    const developer = await person(gitlab, "dev");
    await join(gitlab, developer, "developer");
    const asked = { branch: "main" };
    const at = `${path}/commits/${second}/revert`;
    expect((await developer.request("POST", at, asked)).status).toBe(403);
    const dry = await gitlab.request("POST", at, { ...asked, dry_run: true });
    expect(dry.body).toEqual({ dry_run: "success" });
    const made = await gitlab.request("POST", at, asked);
    expect(made.body).toMatchObject({
      title: 'Revert "Write src/a.txt"',
      message: `Revert "Write src/a.txt"\n\nThis reverts commit ${second}.`,
      parent_ids: [second],
    });
    expect(git(gitlab, "show", "main:src/a.txt")).toBe("one");
    expect(await gitlab.request("POST", at, asked)).toMatchObject({
      status: 400,
      body: { error_code: expect.stringMatching(/empty|conflict/) as string },
    });
  });

  it("of a merge takes back what the merge brought", async () => {
    await gitlab.request("POST", `${path}/branches`, { branch: "feature", ref: "main" });
    await write("b.txt", "b\n", "feature");
    const asked = { source_branch: "feature", target_branch: "main", title: "Add b" };
    await gitlab.request("POST", "projects/1/merge_requests", asked);
    await gitlab.request("PUT", "projects/1/merge_requests/1/merge");
    const merged = git(gitlab, "rev-parse", "main");
    await write("c.txt", "c\n");
    await gitlab.request("POST", `${path}/commits/${merged}/revert`, { branch: "main" });
    expect(git(gitlab, "ls-tree", "--name-only", "main")).toBe("README.md\nc.txt\nsrc");
  });
});

describe("A cherry-pick", () => {
  it("puts a commit onto another branch and keeps its author", async () => {
    await gitlab.request("POST", `${path}/branches`, { branch: "stable", ref: first });
    const sha = await write("fix.txt", "fixed\n");
    const at = `${path}/commits/${sha}/cherry_pick`;
    const made = await gitlab.request("POST", at, { branch: "stable" });
    expect(made.body).toMatchObject({
      title: "Write fix.txt",
      message: `Write fix.txt\n\n(cherry picked from commit ${sha})`,
      parent_ids: [first],
    });
    expect(git(gitlab, "show", "stable:fix.txt")).toBe("fixed");
    expect(git(gitlab, "show", "stable:src/a.txt")).toBe("one");
    const conflict = await write("src/a.txt", "four\n");
    const again = `${path}/commits/${conflict}/cherry_pick`;
    expect(await gitlab.request("POST", again, { branch: "stable" })).toMatchObject({
      status: 400,
      body: { error_code: "conflict" },
    });
  });
});

describe("Tags", () => {
  it("are made of a commit, with a message or without, listed and removed", async () => {
    const made = await gitlab.request("POST", `${path}/tags`, { tag_name: "v1", ref: first });
    expect(made).toMatchObject({
      status: 201,
      body: { name: "v1", target: first, message: "", commit: { id: first } },
    });
    const told = { tag_name: "v2", ref: "main", message: "Second" };
    expect((await gitlab.request("POST", `${path}/tags`, told)).body).toMatchObject({
      message: "Second",
      commit: { id: second },
    });
    expect(await gitlab.request("POST", `${path}/tags`, told)).toMatchObject({
      status: 400,
      body: { message: "Tag v2 already exists" },
    });
    const wrong = { tag_name: "v3", ref: "nothing" };
    expect(await gitlab.request("POST", `${path}/tags`, wrong)).toMatchObject({
      status: 400,
      body: { message: "Target nothing is invalid" },
    });
    const names = async (query: string) => {
      const { body } = await gitlab.request("GET", `${path}/tags?${query}`);
      return (body as { name: string }[]).map(({ name }) => name);
    };
    expect(await names("order_by=name&sort=asc")).toEqual(["v1", "v2"]);
    expect(await names("search=^v2")).toEqual(["v2"]);
    expect((await gitlab.request("DELETE", `${path}/tags/v1`)).status).toBe(204);
    expect((await gitlab.request("GET", `${path}/tags/v1`)).status).toBe(404);
  });
});

describe("What a commit has", () => {
  it("is read as it is, and listed by folder", async () => {
    const raw = await gitlab.request("GET", `${path}/files/src%2Fa.txt/raw?ref=${first}`);
    expect(raw).toMatchObject({ status: 200, body: "one\n" });
    const tree = async (query: string) => {
      const { body } = await gitlab.request("GET", `${path}/tree?${query}`);
      return (body as { path: string; type: string }[]).map((one) => `${one.type} ${one.path}`);
    };
    expect(await tree("")).toEqual(["blob README.md", "tree src"]);
    expect(await tree("path=src")).toEqual(["blob src/a.txt"]);
    expect(await tree("recursive=true&per_page=2&page=2")).toEqual(["blob src/a.txt"]);
    const keyset = await gitlab.request("GET", `${path}/tree?pagination=keyset&per_page=1`);
    const next = /<[^>]*?(?:[?&])page_token=([0-9a-f]+)[^>]*>; rel="next"/.exec(
      keyset.headers.get("link") ?? "",
    );
    expect(await tree(`pagination=keyset&page_token=${next?.[1]}`)).toEqual(["tree src"]);
    expect((await gitlab.request("GET", `${path}/tree?path=nothing`)).status).toBe(404);
  });
});
