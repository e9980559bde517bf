import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { GitLabReader } from "../../../cli/engine/gitlabReader.ts";
import { existing, type Look } from "../../../cli/engine/look.ts";
import type { Declared } from "../../../cli/engine/survey.ts";

const variable = "gitlab:index/projectVariable:ProjectVariable";
const hook = "gitlab:index/projectHook:ProjectHook";

/** GitLab's lists, or the status that it answers with, by path. */
let lists: Record<string, object[] | number>;
let asked: string[];
/** How many requests there were at a time at most. */
let atOnce: number;
let gitlab: Server;
let said: string[];

beforeEach(async () => {
  [asked, said, atOnce] = [[], [], 0];
  let now = 0;
  gitlab = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://gitlab");
    asked.push(request.url!);
    atOnce = Math.max(atOnce, ++now);
    response.on("close", () => now--);
    const found = lists[decodeURIComponent(pathname.replace("/api/v4/", ""))] ?? 404;
    const [page, size] = ["page", "per_page"].map((name) => Number(searchParams.get(name)));
    const isMore = typeof found !== "number" && found.length > page! * size!;
    response.writeHead(typeof found === "number" ? found : 200, {
      "x-next-page": isMore ? String(page! + 1) : "",
    });
    const items = typeof found === "number" ? [] : found;
    const answer = size ? items.slice((page! - 1) * size, page! * size) : items[0];
    setImmediate(() => response.end(JSON.stringify(answer ?? {})));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => gitlab.once("listening", resolve));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => (said.push(String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  gitlab.close();
});

/** What is found of such that would be made, in words; each by its name as URN. */
async function found(declared: Declared[]): Promise<string[]> {
  const { port } = gitlab.address() as AddressInfo;
  const reader = new GitLabReader({ baseUrl: `http://127.0.0.1:${port}/api/v4/`, token: "token" });
  const survey = { find: (urn: string) => declared.find(({ name }) => name === urn) };
  const look = { survey, creates: declared.map(({ name }) => name) } as unknown as Look;
  return [...(await existing(look, reader, [])).values()].map(({ words }) => words);
}

const variableOf = (project: string, key: string): Declared => ({
  ...{ type: variable, name: `${project}-${key}` },
  inputs: { project, key, environmentScope: "uat" },
});
const listed = (key: string) => ({ key, environment_scope: "uat" });

it("asks for a thousand variables of a project by ten pages, and not one by one", async () => {
  const keys = Array.from({ length: 1000 }, (_, index) => `KEY_${index}`);
  lists = { "projects/42": [{ path_with_namespace: "acme/shop" }] };
  lists["projects/42/variables"] = keys.map(listed);
  const words = await found(keys.map((key) => variableOf("42", key)));
  expect(words).toHaveLength(1000);
  expect(asked).toHaveLength(11);
  expect(said).toEqual([]);
});

it("asks for the lists of forty projects side by side, sixteen at most", async () => {
  lists = {};
  const projects = Array.from({ length: 40 }, (_, index) => String(index));
  expect(await found(projects.map((project) => variableOf(project, "KEY")))).toEqual([]);
  expect(asked).toHaveLength(40);
  expect(atOnce).toBeGreaterThan(1);
  expect(atOnce).toBeLessThanOrEqual(16);
});

it("finds the rest where it may not read some lists, and says which in one line", async () => {
  lists = { "projects/42": [{ path_with_namespace: "acme/shop" }], "projects/42/hooks": 403 };
  lists["projects/43/variables"] = 401;
  lists["projects/42/variables"] = [listed("KEY")];
  const address = { project: "42", url: "https://hooks.example.com/token" };
  const words = await found([
    { type: hook, name: "hook", inputs: address },
    variableOf("42", "KEY"),
    variableOf("43", "KEY"),
  ]);
  expect(words).toEqual(["variable KEY of acme/shop in uat"]);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(
    /^GitLab can't be asked .*projects\/42\/hooks: it answered with 403\. \(And 1 more of its lists\.\)/,
  );
  expect(said[0]!.split("\n")).toHaveLength(2);
});

it("says in one line that GitLab can't be reached", async () => {
  const { port } = gitlab.address() as AddressInfo;
  await new Promise((resolve) => gitlab.close(resolve));
  const reader = new GitLabReader({ baseUrl: `http://127.0.0.1:${port}/api/v4/`, token: "token" });
  const survey = { find: () => variableOf("42", "KEY") };
  const look = { survey, creates: ["a", "b"] } as unknown as Look;
  expect((await existing(look, reader, [])).size).toBe(0);
  expect(said.join("")).toMatch(/^GitLab can't be asked what is there: .*ECONNREFUSED.*\n$/);
});
