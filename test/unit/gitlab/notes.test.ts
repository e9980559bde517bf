import { beforeEach, describe, expect, it } from "vitest";
import { startTestGitLab, type TestGitLab, withProject } from "./client.ts";
import { join, person, type Person } from "./people.ts";

const path = "projects/1/merge_requests/1";
let gitlab: TestGitLab;
let author: Person;
let maintainer: Person;
let guest: Person;

beforeEach(async () => {
  gitlab = await withProject(startTestGitLab());
  [author, maintainer, guest] = [
    await person(gitlab, "author"),
    await person(gitlab, "lead"),
    await person(gitlab, "guest"),
  ];
  await join(gitlab, author, "reporter");
  await join(gitlab, maintainer, "maintainer");
  await join(gitlab, guest, "guest");
  const branches = "projects/1/repository/branches";
  await gitlab.request("POST", branches, { branch: "feature", ref: "main" });
  const asked = { source_branch: "feature", target_branch: "main", title: "Add a shop" };
  await gitlab.request("POST", "projects/1/merge_requests", asked);
});

describe("Notes of a merge request", () => {
  it("are written, changed, listed and removed", async () => {
    const made = await author.request("POST", `${path}/notes`, { body: "What will change" });
    expect(made).toMatchObject({
      status: 201,
      body: {
        body: "What will change",
        author: { username: "author" },
        noteable_type: "MergeRequest",
        noteable_iid: 1,
        system: false,
        resolvable: false,
        internal: false,
      },
    });
    const { id } = made.body as { id: number };
    await author.request("POST", `${path}/notes`, { body: "Second" });
    const changed = await author.request("PUT", `${path}/notes/${id}`, { body: "Other" });
    expect(changed.body).toMatchObject({ id, body: "Other" });
    const list = async (query = "") => {
      const { body } = await author.request("GET", `${path}/notes${query}`);
      return (body as { body: string }[]).map((note) => note.body);
    };
    expect(await list()).toEqual(["Second", "Other"]);
    expect(await list("?sort=asc")).toEqual(["Other", "Second"]);
    expect((await author.request("DELETE", `${path}/notes/${id}`)).status).toBe(204);
    expect((await author.request("GET", `${path}/notes/${id}`)).status).toBe(404);
  });

  it("keep no space at their end", async () => {
    const made = await author.request("POST", `${path}/notes`, { body: "  What\n\n \n" });
    expect(made.body).toMatchObject({ body: "  What" });
    const { id } = made.body as { id: number };
    const changed = await author.request("PUT", `${path}/notes/${id}`, { body: "Other\n" });
    expect(changed.body).toMatchObject({ body: "Other" });
  });

  it("are changed by who wrote them and by maintainers, nobody else", async () => {
    const made = await author.request("POST", `${path}/notes`, { body: "Mine" });
    const { id } = made.body as { id: number };
    const other = await person(gitlab, "other");
    await join(gitlab, other, "developer");
    const change = { body: "Theirs" };
    expect((await other.request("PUT", `${path}/notes/${id}`, change)).status).toBe(403);
    expect((await other.request("DELETE", `${path}/notes/${id}`)).status).toBe(403);
    expect((await maintainer.request("PUT", `${path}/notes/${id}`, change)).status).toBe(200);
  });

  it("are nothing for a guest of a private project, and internal ones for reporters", async () => {
    expect((await guest.request("GET", `${path}/notes`)).status).toBe(403);
    expect((await guest.request("POST", `${path}/notes`, { body: "x" })).status).toBe(403);
    await gitlab.request("PUT", "groups/acme", { visibility: "public" });
    await gitlab.request("PUT", "projects/1", { visibility: "public" });
    await author.request("POST", `${path}/notes`, { body: "Among us", internal: true });
    expect((await guest.request("GET", `${path}/notes`)).body).toEqual([]);
    expect((await author.request("GET", `${path}/notes`)).body).toHaveLength(1);
  });

  it("say something, and a million characters at most", async () => {
    const write = (body: string) => author.request("POST", `${path}/notes`, { body });
    expect(await write(" ")).toMatchObject({
      status: 400,
      body: { message: { note: ["can't be blank"] } },
    });
    expect(await write("x".repeat(1_000_001))).toMatchObject({
      status: 400,
      body: { message: { note: ["is too long (maximum is 1000000 characters)"] } },
    });
    expect((await write("x".repeat(1_000_000))).status).toBe(201);
  });
});

describe("A discussion", () => {
  it("is begun, answered and resolved by the merge request's author or a developer", async () => {
    const made = await author.request("POST", `${path}/discussions`, { body: "Why?" });
    const { id } = made.body as { id: string };
    await maintainer.request("POST", `${path}/discussions/${id}/notes`, { body: "Because." });
    expect((await author.request("GET", `${path}/discussions`)).body).toMatchObject([
      {
        id,
        individual_note: false,
        notes: [{ body: "Why?", resolved: false }, { body: "Because." }],
      },
    ]);
    const resolve = (by: Person) =>
      by.request("PUT", `${path}/discussions/${id}`, { resolved: true });
    expect((await resolve(author)).status).toBe(403);
    expect((await resolve(maintainer)).body).toMatchObject({
      notes: [{ resolved: true, resolved_by: { username: "lead" } }, { resolved: true }],
    });
  });
});
