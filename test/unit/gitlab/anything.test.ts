import { expect, it } from "vitest";
import { operations } from "../../../sandbox/gitlab/openapi.ts";
import { startTestGitLab, withProject } from "./client.ts";

const order = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const values: unknown[] = [null, "", "x", -1, true, [], [null], [{}], {}, "\n", "x".repeat(3000)];

/** Where a thing of each kind is. */
const named: Record<string, string> = {
  id: "1",
  branch: "main",
  name: "main",
  key: "KEY",
  environment_id: "1",
  hook_id: "1",
  file_path: "README.md",
  group_id: "1",
  protection_rule_id: "1",
  target_project_id: "1",
  target_group_id: "1",
  user_id: "1",
  token_id: "1",
};

/** What would end the token that asks. */
const endsItself = ["DELETE /personal_access_tokens/self", "DELETE /personal_access_tokens/:id"];

it("answers whatever it is sent, and never that it broke", async () => {
  const gitlab = await withProject(startTestGitLab("ee"), { initialize_with_readme: false });
  await gitlab.request("POST", "projects/1/variables", { key: "KEY", value: "value" });
  await gitlab.request("POST", "projects/1/environments", { name: "production" });
  await gitlab.request("POST", "projects/1/hooks", { url: "https://example.com" });
  const methods = Object.entries(operations).sort(
    ([left], [right]) =>
      order.indexOf(left.split(" ")[0] ?? "") - order.indexOf(right.split(" ")[0] ?? ""),
  );
  const broken: string[] = [];
  for (const [name, { query = {}, body = {} }] of methods) {
    if (endsItself.includes(name)) continue;
    const [method = "", route = ""] = name.split(" ");
    const path = route.replaceAll(/:(\w+)/g, (_, part: string) =>
      route.startsWith("/groups") || route.startsWith("/namespaces") ? "2" : (named[part] ?? ""),
    );
    const parameters = Object.keys({ ...query, ...body });
    const send = async (given: object) => {
      const answer =
        method === "GET"
          ? await gitlab.request(method, `.${path}?${search(given)}`)
          : await gitlab.request(method, `.${path}`, given);
      if (answer.status >= 500) broken.push(`${name} ${JSON.stringify(given).slice(0, 200)}`);
    };
    for (const value of values) {
      await send(Object.fromEntries(parameters.map((parameter) => [parameter, value])));
    }
    // One by one too, beside what must be there.
    for (const parameter of parameters.length < 40 ? parameters : []) {
      for (const value of [null, ""]) await send({ ...required(name), [parameter]: value });
    }
  }
  expect(broken).toEqual([]);
});

function required(name: string): object {
  const body = Object.entries(operations[name]?.body ?? {});
  return Object.fromEntries(
    body.filter(([, { required }]) => required).map(([parameter]) => [parameter, "fitting"]),
  );
}

function search(given: object): string {
  const pairs = Object.entries(given).map(([key, value]) => [
    key,
    value === null ? "" : String(value),
  ]);
  return new URLSearchParams(pairs as [string, string][]).toString();
}
