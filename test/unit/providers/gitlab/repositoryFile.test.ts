import { beforeEach, describe, expect, it } from "vitest";
import { createProject, plugin, request, types, writes } from "./sandbox.ts";

describe("RepositoryFile", () => {
  const files = "projects/1/repository/files/shop%2Egitlab-ci%2Eyml";
  const inputs = {
    project: "1",
    branch: "main",
    filePath: "shop.gitlab-ci.yml",
    content: "stages: [größer]\n",
    encoding: "text",
    commitMessage: "Write the pipeline",
  };

  beforeEach(async () => {
    await createProject();
  });

  it("is a commit when it is made, when it changes, and when it goes", async () => {
    const { id, state } = await plugin.create(types.file, inputs);
    expect(id).toBe("1:main:shop.gitlab-ci.yml");
    expect(state).toMatchObject({ ...inputs, fileName: "shop.gitlab-ci.yml", ref: "main" });
    const news = { ...inputs, content: "stages: []\n" };
    expect((await plugin.diff(types.file, { id, state, inputs, news })).details).toEqual({
      content: "~",
    });
    const after = await plugin.update(types.file, { id, state, news });
    expect(after).toMatchObject(news);
    expect(after["commitId"]).not.toBe(state["commitId"]);
    await plugin.delete(types.file, id, after);
    expect((await plugin.read(types.file, id, after, news)).id).toBe("");
    expect(writes().slice(1)).toEqual([
      `POST ${files}`,
      `PUT ${files}`,
      `DELETE ${files}?branch=main&commit_message=%5BDELETE%5D%3A+Write+the+pipeline`,
    ]);
  });

  it("shows what was committed by hand, and stays as it is otherwise", async () => {
    const { id, state } = await plugin.create(types.file, inputs);
    expect(await plugin.read(types.file, id, state, inputs)).toEqual({ id, state, inputs });
    const byHand = { branch: "main", commit_message: "By hand", content: "jobs: []\n" };
    await request("PUT", files, byHand);
    expect((await plugin.read(types.file, id, state, inputs)).inputs).toEqual({
      ...inputs,
      content: "jobs: []\n",
    });
  });

  it("is refused where a file is already, unless it may take that over", async () => {
    const readme = { ...inputs, filePath: "README.md" };
    await expect(plugin.create(types.file, readme)).rejects.toThrow(
      "A file with this name already exists",
    );
    const { state } = await plugin.create(types.file, { ...readme, overwriteOnCreate: true });
    expect(state["content"]).toBe(inputs.content);
  });

  it("is another file at another path and on another branch", async () => {
    const { id, state } = await plugin.create(types.file, inputs);
    const news = { ...inputs, branch: "develop", filePath: "other.yml" };
    const { replaces } = await plugin.diff(types.file, { id, state, inputs, news });
    expect(replaces.sort()).toEqual(["branch", "filePath"]);
  });
});
