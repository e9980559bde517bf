import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { keepNote, type Notes } from "../../../../cli/review/keepNote.ts";
import { MergeRequest } from "../../../../cli/review/mergeRequest.ts";
import { noteOf } from "../../../../review/note.ts";
import { type GitLab, startGitLab } from "../../../../sandbox/gitlab/server.ts";

const root = "a-token-for-tests";
let folder: string;
let gitlab: GitLab;
let token: string;
let me: number;
let iid = 0;

async function ask<Body>(method: string, path: string, body?: object, as = root): Promise<Body> {
  const answer = await fetch(new URL(path, gitlab.baseUrl), {
    method,
    headers: { "private-token": as, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (answer.status === 204 ? undefined : await answer.json()) as Body;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  gitlab = await startGitLab({ folder, token: root });
  const group = await ask<{ id: number }>("POST", "groups", { name: "acme", path: "acme" });
  const project = { name: "environments", namespace_id: group.id, initialize_with_readme: true };
  await ask("POST", "projects", project);
  ({ token } = await ask<{ token: string }>("POST", "projects/1/access_tokens", {
    ...{ name: "review", scopes: ["api"], access_level: 20, expires_at: "2027-01-01" },
  }));
  me = (await ask<{ id: number }>("GET", "user", undefined, token)).id;
});
afterAll(async () => {
  await gitlab.close();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  const branch = `feature-${++iid}`;
  await ask("POST", "projects/1/repository/branches", { branch, ref: "main" });
  const asked = { source_branch: branch, target_branch: "main", title: "Add a shop" };
  await ask("POST", "projects/1/merge_requests", asked);
});

const path = () => `projects/1/merge_requests/${iid}/notes`;
const say = (body: string, as = token) => ask<{ id: number }>("POST", path(), { body }, as);
const bodies = async () => {
  const notes = await ask<{ body: string }[]>("GET", `${path()}?sort=asc&per_page=100`);
  return notes.map(({ body }) => body);
};

function mergeRequest(api = gitlab.baseUrl.slice(0, -1), secret = token): MergeRequest {
  const job = { pipeline: 1, commit: "", repository: "", project: "1", iid: String(iid) };
  return new MergeRequest({ ...job, api, token: secret });
}

/** What happens before or after a request of a job's, and which requests there were. */
type Between = Partial<Record<`${"before" | "after"} ${keyof Notes}`, () => Promise<unknown>>>;

function watched(between: Between = {}, inner: Notes = mergeRequest()) {
  const asked: (keyof Notes)[] = [];
  const step = async <Result>(name: keyof Notes, work: () => Promise<Result>) => {
    asked.push(name);
    const take = async (when: "before" | "after") => {
      const happens = between[`${when} ${name}`];
      delete between[`${when} ${name}`];
      await happens?.();
    };
    await take("before");
    const result = await work();
    await take("after");
    return result;
  };
  const notes: Notes = {
    all: () => step("all", () => inner.all()),
    post: (body) => step("post", () => inner.post(body)),
    edit: (id, body) => step("edit", () => inner.edit(id, body)),
    remove: (id) => step("remove", () => inner.remove(id)),
  };
  return { notes, asked };
}

const keep = (pipeline: number, text: string, notes: Notes = mergeRequest()) =>
  keepNote(notes, { me, pipeline, text });

describe("the note of a merge request", () => {
  it("is posted once, then brought up to date in its place", async () => {
    expect(await keep(1, "one\n")).toBe("posted");
    expect(await keep(2, "two\n")).toBe("updated");
    expect(await bodies()).toEqual([noteOf(2, "two")]);
  });

  it("is left alone where it says so already", async () => {
    await keep(1, "one\n");
    const { notes, asked } = watched();
    expect(await keep(1, "one\n", notes)).toBe("unchanged");
    expect(asked).toEqual(["all"]);
  });

  it("is found among 150 others, on whatever page", async () => {
    for (let index = 0; index < 110; index++) await say(`before ${index}`, root);
    await keep(1, "one");
    for (let index = 0; index < 40; index++) await say(`after ${index}`, root);
    expect(await keep(2, "two")).toBe("updated");
    const all = await mergeRequest().all();
    expect(all).toHaveLength(151);
    expect(all.filter(({ author }) => author === me)).toEqual([
      expect.objectContaining({ body: noteOf(2, "two") }),
    ]);
  });

  it("is nobody else's, whatever marker stands in it", async () => {
    const forged = noteOf(999, "Nothing differs.");
    await say(forged, root);
    expect(await keep(1, "one")).toBe("posted");
    expect(await bodies()).toEqual([forged, noteOf(1, "one")]);
  });

  it("is none that quotes a marker further down, or has none", async () => {
    const own = ["Hello", `> \n${noteOf(999, "x")}`];
    for (const body of own) await say(body);
    await keep(1, "one");
    expect(await bodies()).toEqual([...own, noteOf(1, "one")]);
  });

  it("stays a newer pipeline's", async () => {
    await keep(10, "new");
    const { notes, asked } = watched();
    expect(await keep(9, "old", notes)).toBe("older");
    expect(await bodies()).toEqual([noteOf(10, "new")]);
    expect(asked).toEqual(["all"]);
  });

  it("is a newer pipeline's though it says the same, so that one in between can't take its place", async () => {
    await keep(1, "same");
    expect(await keep(3, "same")).toBe("updated");
    expect(await keep(2, "other")).toBe("older");
    expect(await bodies()).toEqual([noteOf(3, "same")]);
  });

  it("is another one where it is gone by the time that it is changed", async () => {
    await keep(1, "one");
    const [{ id } = { id: 0 }] = await ask<{ id: number }[]>("GET", path());
    const { notes } = watched({ "before edit": () => ask("DELETE", `${path()}/${id}`) });
    expect(await keep(2, "two", notes)).toBe("posted");
    expect(await bodies()).toEqual([noteOf(2, "two")]);
  });

  it.each([1, 2])(
    "is another one where it may not be changed, in pipeline %i",
    async (pipeline) => {
      await keep(1, "one");
      const real = mergeRequest();
      const [first] = await real.all();
      // Another person's note answers so: 403.
      const { id: others } = await say("a person's", root);
      const inner: Notes = {
        all: () => real.all(),
        post: (body) => real.post(body),
        edit: (id, body) => real.edit(id === first!.id ? others : id, body),
        remove: (id) => real.remove(id === first!.id ? others : id),
      };
      expect(await keep(pipeline, "two", inner)).toBe("posted");
      expect(await bodies()).toEqual([noteOf(1, "one"), "a person's", noteOf(pipeline, "two")]);
      expect(await keep(3, "three", inner)).toBe("updated");
      expect((await bodies()).at(-1)).toBe(noteOf(3, "three"));
    },
  );
});

describe("two jobs at once", () => {
  it.each<[string, number, Between, string, string]>([
    ["the newer one posts first", 1, { "before post": () => keep(2, "two") }, "older", "two"],
    ["the older one posts first", 2, { "before post": () => keep(1, "one") }, "posted", "mine"],
    ["a newer one changes it before", 1, { "after post": () => keep(2, "two") }, "older", "two"],
    ["the same one does", 1, { "before post": () => keep(1, "one") }, "posted", "mine"],
  ])("leave one note where %s", async (_, pipeline, between, kept, text) => {
    const { notes } = watched(between);
    expect(await keep(pipeline, "mine", notes)).toBe(kept);
    expect(await bodies()).toEqual([noteOf(kept === "older" ? 2 : pipeline, text)]);
  });

  it("write again what an older one has overwritten", async () => {
    await keep(1, "one");
    const [{ id } = { id: 0 }] = await ask<{ id: number }[]>("GET", path());
    const { notes, asked } = watched({
      "after edit": () => mergeRequest().edit(id, noteOf(2, "two")),
    });
    expect(await keep(3, "three", notes)).toBe("updated");
    expect(await bodies()).toEqual([noteOf(3, "three")]);
    expect(asked).toEqual(["all", "edit", "all", "edit", "all"]);
  });

  it("end, though others change it each time", async () => {
    await keep(1, "one");
    const real = mergeRequest();
    const notes: Notes = {
      all: () => real.all(),
      post: (body) => real.post(body),
      edit: (id) => real.edit(id, noteOf(2, "two")),
      remove: (id) => real.remove(id),
    };
    await expect(keep(3, "three", notes)).rejects.toThrow("others change it each time");
  });
});

describe("what GitLab refuses", () => {
  it.each([
    ["a token that is none", () => "glpat-canary-canary", "answered with 401: 401 Unauthorized."],
    ["one with more than a line", () => "glpat-canary\ncanary", "characters that none has"],
  ])("is told of %s, without it", async (_, secret, words) => {
    const failed = await mergeRequest(undefined, secret())
      .me()
      .catch((error: Error) => error);
    expect(String(failed)).toContain(words);
    expect(String(failed)).not.toContain("canary");
  });

  it("is told with what the token must be", async () => {
    const { token: reading } = await ask<{ token: string }>("POST", "projects/1/access_tokens", {
      ...{ name: "r", scopes: ["read_api"], access_level: 20, expires_at: "2027-01-01" },
    });
    await expect(mergeRequest(undefined, reading).post("x")).rejects.toThrow(
      /answered with 403: .*have the scope `api`, and be that of a Reporter/,
    );
    iid += 1000;
    const nowhere = mergeRequest();
    iid -= 1000;
    await expect(nowhere.targetBranch()).rejects.toThrow("answered with 404: 404 Not found. SLIP");
  });
});

describe("a GitLab in trouble", () => {
  async function served(listener: RequestListener, use: (api: string) => Promise<void>) {
    const server = createServer(listener).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await use(`http://127.0.0.1:${port}/api/v4`).finally(() => {
      server.closeAllConnections();
      server.close();
    });
  }
  const busy = { "retry-after": "0" };

  it.each([429, 500, 502, 503])("is asked again after %i", async (status) => {
    let count = 0;
    await served(
      (_, response) => {
        if (++count < 3) response.writeHead(status, busy).end("<html>");
        else response.end('{"id":7}');
      },
      async (api) => expect(await mergeRequest(api).me()).toBe(7),
    );
    expect(count).toBe(3);
  });

  it("ends with 2 where it stays so, answers with a page, or is not there", async () => {
    let count = 0;
    await served(
      (request, response) => {
        count++;
        if (request.method === "GET") response.writeHead(503, busy).end();
        else response.end("<html>");
      },
      async (api) => {
        const trouble = { exitCode: 2 };
        await expect(mergeRequest(api).me()).rejects.toMatchObject(trouble);
        await expect(mergeRequest(api).post("x")).rejects.toMatchObject(trouble);
      },
    );
    expect(count).toBe(6);
    await expect(mergeRequest("http://127.0.0.1:9/api/v4").me()).rejects.toMatchObject({
      exitCode: 2,
    });
  });

  it("gives the token to nobody that it names instead", async () => {
    const paths: string[] = [];
    await served(
      ({ url }, response) => {
        paths.push(String(url));
        response.writeHead(302, { location: "/elsewhere" }).end();
      },
      async (api) => {
        await expect(mergeRequest(api).me()).rejects.toMatchObject({ exitCode: 2 });
      },
    );
    expect(paths).toEqual(["/api/v4/user"]);
  });
});
