import { expect, it } from "vitest";
import { git, startTestGitLab, withProject } from "./client.ts";

const path = "projects/1/merge_requests/1/versions";

it("A merge request keeps what it differed in, push by push", async () => {
  const gitlab = await withProject(startTestGitLab());
  await gitlab.request("POST", "projects/1/repository/branches", { branch: "work", ref: "main" });
  const write = async (file: string) => {
    const commit = { branch: "work", content: "a\n", commit_message: `Write ${file}` };
    await gitlab.request("POST", `projects/1/repository/files/${file}`, commit);
    return git(gitlab, "rev-parse", "work");
  };
  const main = git(gitlab, "rev-parse", "main");
  const first = await write("a.txt");
  const asked = { source_branch: "work", target_branch: "main", title: "Work" };
  await gitlab.request("POST", "projects/1/merge_requests", asked);
  const second = await write("b.txt");
  // What does not change the branches makes no version.
  await gitlab.request("PUT", "projects/1/merge_requests/1", { title: "Work on" });

  const common = { base_commit_sha: main, start_commit_sha: main, state: "collected" };
  const { body } = await gitlab.request("GET", path);
  expect(body).toMatchObject([
    { ...common, id: 2, head_commit_sha: second, real_size: "2", merge_request_id: 1 },
    { ...common, id: 1, head_commit_sha: first, real_size: "1" },
  ]);
  const ids = (body as { patch_id_sha: string }[]).map(({ patch_id_sha: id }) => id);
  expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/), expect.any(String)]);
  expect(ids[0]).not.toBe(ids[1]);

  const one = await gitlab.request("GET", `${path}/1?unidiff=true`);
  expect(one.body).toMatchObject({
    ...{ id: 1, head_commit_sha: first, commits: [{ id: first, title: "Write a.txt" }] },
    diffs: [
      {
        new_path: "a.txt",
        new_file: true,
        diff: "--- /dev/null\n+++ b/a.txt\n@@ -0,0 +1 @@\n+a\n",
      },
    ],
  });
  expect(await gitlab.request("GET", `${path}/9`)).toMatchObject({ status: 404 });
  const merged = await gitlab.request("PUT", "projects/1/merge_requests/1/merge");
  expect(merged).toMatchObject({ status: 200 });
  expect((await gitlab.request("GET", path)).body).toHaveLength(2);
});
