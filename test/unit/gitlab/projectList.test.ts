import { beforeEach, describe, expect, it } from "vitest";
import { startTestGitLab, type TestGitLab, withProject } from "./client.ts";

let gitlab: TestGitLab;

describe("A list of projects", () => {
  beforeEach(async () => {
    gitlab = await withProject(startTestGitLab());
    const more = { namespace_id: 2, description: "The API", topics: ["go"] };
    await gitlab.request("POST", "projects", { name: "api", ...more });
    await gitlab.request("POST", "projects", { name: "own", issues_enabled: false });
    await gitlab.request("POST", "projects/3/archive");
  });

  it("holds what is asked for", async () => {
    const cases: [query: string, names: string[]][] = [
      ["", ["own", "api", "shop"]],
      ["order_by=id&sort=asc", ["shop", "api", "own"]],
      ["order_by=name&sort=asc", ["api", "own", "shop"]],
      ["archived=yes", ["own"]],
      ["active=true", ["api", "shop"]],
      ["search=THE", ["api"]],
      ["search=acme/s", []],
      ["search=acme/s&search_namespaces=true", ["shop"]],
      ["topic=go", ["api"]],
      ["visibility=public", []],
      ["with_issues_enabled=1", ["api", "shop"]],
      ["id_after=1&id_before=3", ["api"]],
      ["updated_after=2100-01-01", []],
      ["starred=true", []],
      ["starred=false&owned=true&membership=true&min_access_level=50", ["own", "api", "shop"]],
      ["with_programming_language=ruby", []],
    ];
    for (const [query, names] of cases) {
      const { body } = await gitlab.request("GET", `projects?${query}`);
      expect(
        (body as { path: string }[]).map(({ path }) => path),
        query,
      ).toEqual(names);
    }
  });

  it("is refused for options that it doesn't have", async () => {
    const cases: [query: string, error: string][] = [
      ["order_by=size", "order_by does not have a valid value"],
      ["sort=up", "sort does not have a valid value"],
      ["simple=perhaps", "simple is invalid"],
      [
        "min_access_level=x",
        "min_access_level is invalid, min_access_level does not have a valid value",
      ],
      ["updated_after=someday", "updated_after is invalid"],
    ];
    for (const [query, error] of cases) {
      expect(await gitlab.request("GET", `projects?${query}`), query).toMatchObject({
        status: 400,
        body: { error },
      });
    }
  });

  it("shows little of each when little is asked for", async () => {
    const { body } = await gitlab.request("GET", "projects?simple=true");
    const [first] = body as object[];
    expect(first).toMatchObject({ id: 3, path_with_namespace: "root/own" });
    expect(first).not.toHaveProperty("merge_method");
  });

  it("goes on from the last id with keyset pagination, in the order of ids only", async () => {
    const names: unknown[] = [];
    let next: string | undefined = "projects?pagination=keyset&order_by=id&sort=asc&per_page=2";
    while (next !== undefined) {
      const { body, headers } = await gitlab.request("GET", next);
      names.push(...(body as { path: string }[]).map(({ path }) => path));
      expect(headers.get("x-total")).toBeNull();
      next = /<(.*)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
    }
    expect(names).toEqual(["shop", "api", "own"]);
    expect(await gitlab.request("GET", "projects?pagination=keyset")).toMatchObject({
      status: 405,
      body: { error: "Keyset pagination is not yet available for this type of request" },
    });
  });
});
