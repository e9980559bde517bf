import { beforeEach, expect, it } from "vitest";
import { git, startTestGitLab, type TestGitLab, withProject } from "./client.ts";

const file = "projects/1/repository/files/ci%2Fshop.yml";
const change = { branch: "main", commit_message: "Write it", content: "größer\n" };
let gitlab: TestGitLab;

beforeEach(async () => {
  gitlab = await withProject(startTestGitLab());
});

it("commits a file, and tells what is in it", async () => {
  expect(await gitlab.request("POST", file, change)).toMatchObject({
    status: 201,
    body: { file_path: "ci/shop.yml", branch: "main" },
  });
  expect(git(gitlab, "show", "main:ci/shop.yml")).toBe("größer");
  expect(git(gitlab, "log", "--format=%s %an <%ae>", "main", "-1")).toBe(
    "Write it Administrator <admin@example.com>",
  );
  const tip = git(gitlab, "rev-parse", "main");
  const { status, body, headers } = await gitlab.request("GET", `${file}?ref=main`);
  expect(status).toBe(200);
  expect(body).toEqual({
    file_name: "shop.yml",
    file_path: "ci/shop.yml",
    size: 9,
    encoding: "base64",
    content: Buffer.from("größer\n").toString("base64"),
    content_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    ref: "main",
    blob_id: git(gitlab, "rev-parse", "main:ci/shop.yml"),
    commit_id: tip,
    last_commit_id: tip,
    execute_filemode: false,
  });
  expect(headers.get("x-gitlab-last-commit-id")).toBe(tip);
});

it("keeps bytes, who wrote them, and whether they may be executed", async () => {
  const bytes = Buffer.from([0, 255, 10, 13, 0]);
  await gitlab.request("POST", file, {
    ...change,
    content: bytes.toString("base64"),
    encoding: "base64",
    execute_filemode: true,
    author_name: "Slipway",
    author_email: "slipway@example.com",
  });
  const { body } = await gitlab.request("GET", `${file}?ref=main`);
  expect(body).toMatchObject({ content: bytes.toString("base64"), execute_filemode: true });
  expect(git(gitlab, "log", "--format=%an <%ae> %cn", "main", "-1")).toBe(
    "Slipway <slipway@example.com> Administrator",
  );
  await gitlab.request("PUT", file, change);
  expect((await gitlab.request("GET", `${file}?ref=main`)).body).toMatchObject({
    execute_filemode: true,
  });
  expect(await gitlab.request("DELETE", `${file}?branch=main&commit_message=Gone`)).toMatchObject({
    status: 204,
  });
  expect(git(gitlab, "ls-tree", "-r", "--name-only", "main")).toBe("README.md");
});

it.each([
  ["GET", `${file}?ref=main`, undefined, 404, "404 File Not Found"],
  ["GET", `${file}?ref=gone`, undefined, 404, "404 Commit Not Found"],
  ["PUT", file, change, 400, "A file with this name doesn't exist"],
  [
    "POST",
    "projects/1/repository/files/README.md",
    change,
    400,
    "A file with this name already exists",
  ],
  [
    "POST",
    file,
    { ...change, branch: "gone" },
    400,
    "You can only create or edit files when you are on a branch",
  ],
  [
    "PUT",
    "projects/1/repository/files/README.md",
    { ...change, last_commit_id: "0".repeat(40) },
    400,
    "You are attempting to update a file that has changed since you started editing it.",
  ],
])("answers %s %s %j with %i", async (method, path, body, status, message) => {
  expect(await gitlab.request(method, path, body)).toMatchObject({ status, body: { message } });
});

it("takes no path that leads out of the repository, and no empty message", async () => {
  const out = await gitlab.request("POST", "projects/1/repository/files/a%2F..%2F..%2Fb", change);
  expect(out).toMatchObject({
    status: 400,
    body: { error: "file_path should be a valid file path" },
  });
  expect(await gitlab.request("POST", file, { ...change, commit_message: "" })).toMatchObject({
    status: 400,
    body: { error: "commit_message is empty" },
  });
});

it("commits to no branch that nobody may push to", async () => {
  await gitlab.request("DELETE", "projects/1/protected_branches/main");
  const rule = { name: "main", push_access_level: 0 };
  await gitlab.request("POST", "projects/1/protected_branches", rule);
  expect(await gitlab.request("POST", file, change)).toMatchObject({
    status: 400,
    body: { message: "You are not allowed to push into this branch" },
  });
});
