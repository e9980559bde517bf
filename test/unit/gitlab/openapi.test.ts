import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { format, resolveConfig } from "prettier";
import { readRequests } from "../../../sandbox/gitlab/audit.ts";
import { environmentFilters } from "../../../sandbox/gitlab/environments.ts";
import { groupFilters } from "../../../sandbox/gitlab/groupList.ts";
import { indifferent } from "../../../sandbox/gitlab/lists.ts";
import {
  entities,
  type Operation,
  operations,
  type Parameter,
  slicePath,
} from "../../../sandbox/gitlab/openapi.ts";
import { projectFilters } from "../../../sandbox/gitlab/projectList.ts";
import { endpoints } from "../../../sandbox/gitlab/slice.ts";
import type { Store } from "../../../sandbox/gitlab/store.ts";
import { startTestGitLab, type TestGitLab, withProject } from "./client.ts";

type Answered = Record<string, unknown>;

/** A project with one of everything, and who may ask for it. */
async function furnished(settings: object = {}): Promise<TestGitLab> {
  const gitlab = await withProject(startTestGitLab("ee"), settings);
  await gitlab.request("POST", "projects/1/protected_branches", { name: "x" });
  await gitlab.request("POST", "projects/1/variables", { key: "KEY", value: "long-enough" });
  await gitlab.request("POST", "projects/1/environments", { name: "production" });
  await gitlab.request("POST", "projects/1/hooks", { url: "https://example.com" });
  return gitlab;
}

describe("The slice of GitLab's OpenAPI file", () => {
  it("has every endpoint that is served, and no other", () => {
    expect(Object.keys(operations).sort()).toEqual(endpoints().sort());
  });

  it("is laid out as slice.ts writes it, without prose", async () => {
    const text = readFileSync(slicePath, "utf8");
    const options = { ...(await resolveConfig(slicePath)), filepath: slicePath };
    const facts = JSON.stringify({ operations, entities });
    expect(await format(facts, options)).toBe(text);
    // The one sentence is what GitLab answers to a slug.
    const texts = [...new Set(facts.match(/"[^"]* [^"]*"/g))];
    expect(texts.filter((text) => !/^"[A-Z]+ \//.test(text))).toEqual([
      '"is automatically generated and cannot be changed"',
    ]);
  });
});

/** Where a thing of each entity is, and what of the entity GitLab leaves out there, and why. */
const things: [path: string, entity: string, absent?: Record<string, string>][] = [
  ["metadata", "Metadata"],
  [
    "projects/1",
    "ProjectWithAccess",
    {
      custom_attributes: "with_custom_attributes=true",
      forked_from_project: "of forks",
      license: "license=true",
      license_url: "license=true",
      mr_default_target_self: "of forks",
      owner: "of personal projects",
      statistics: "statistics=true",
    },
  ],
  [
    "projects/1?statistics=true&license=true&with_custom_attributes=true",
    "ProjectWithAccess",
    {
      forked_from_project: "of forks",
      mr_default_target_self: "of forks",
      owner: "of personal projects",
    },
  ],
  [
    "groups/2",
    "GroupDetail",
    {
      custom_attributes: "with_custom_attributes=true",
      root_storage_statistics: "lists with statistics=true",
      statistics: "lists with statistics=true",
    },
  ],
  ["projects/1/repository/branches/main", "Branch"],
  ["projects/1/protected_branches/x", "ProtectedBranch"],
  ["projects/1/variables/KEY", "Ci_Variable"],
  ["projects/1/environments/1", "Environment", { project: "lists, and answers to changes" }],
  ["projects/1/hooks/1", "ProjectHook"],
];

describe("An answer", () => {
  it("has all properties of GitLab's entity, in its types, and no others", async () => {
    const gitlab = await furnished();
    for (const [path, entity, absent = {}] of things) {
      const { body } = await gitlab.request("GET", path);
      const known = Object.keys(entities[entity] ?? {}).filter((name) => !(name in absent));
      expect(Object.keys(body as Answered).sort(), path).toEqual(known.sort());
      expect(mistyped(body as Answered, entity), path).toEqual([]);
    }
  });

  it("has a status that the file names", async () => {
    const gitlab = await furnished();
    const steps: [string, string, object?][] = [
      ["GET", "metadata"],
      ["GET", "version"],
      ["GET", "user"],
      ["GET", "groups"],
      ["GET", "groups/acme"],
      ["PUT", "groups/acme", { description: "x" }],
      ["GET", "namespaces/2"],
      ["GET", "projects"],
      ["GET", "projects/1"],
      ["PUT", "projects/1", { description: "x" }],
      ["POST", "projects/1/repository/branches", { branch: "y", ref: "main" }],
      ["POST", "projects/1/repository/branches", { branch: "y", ref: "main" }],
      ["GET", "projects/1/repository/branches/y"],
      ["DELETE", "projects/1/repository/branches/y"],
      ["POST", "projects/1/protected_branches", { name: "x" }],
      ["PATCH", "projects/1/protected_branches/x", { allow_force_push: true }],
      ["DELETE", "projects/1/protected_branches/x"],
      ["DELETE", "projects/1/protected_branches/x"],
      ["GET", "projects/1/variables/KEY"],
      ["PUT", "projects/1/variables/KEY", { value: "w" }],
      ["DELETE", "projects/1/variables/KEY"],
      ["DELETE", "projects/1/variables/KEY"],
      ["POST", "projects/1/environments", { name: "production" }],
      ["GET", "projects/1/environments/1"],
      ["PUT", "projects/1/environments/1", { tier: "other" }],
      ["GET", "projects/1/hooks/1"],
      ["PUT", "projects/1/hooks/1", { url: "ftp://example.com" }],
      ["DELETE", "projects/1/hooks/1"],
      ["POST", "projects/1/archive"],
      ["POST", "projects/1/unarchive"],
      ["PUT", "projects/1/transfer", { namespace: "root" }],
      ["DELETE", "projects/1"],
      ["POST", "projects/1/restore"],
      ["DELETE", "groups/acme"],
    ];
    for (const [method, address, body] of steps) await gitlab.request(method, address, body);

    const patterns = Object.keys(operations).map((name) => {
      const [method, route = ""] = name.split(" ");
      return {
        name,
        method,
        pattern: new RegExp(`^/api/v4${route.replaceAll(/:\w+/g, "[^/]+")}$`),
      };
    });
    const wrong = readRequests(gitlab.folder).filter((request) => {
      const match = patterns.find(
        ({ method, pattern }) => method === request.method && pattern.test(request.path),
      );
      return !(request.status in (operations[match?.name ?? ""]?.answers ?? {}));
    });
    expect(wrong).toEqual([]);
  });
});

/** Requests that change a thing; what of it GitLab's entity doesn't show, or shows elsewhere. */
const updates: [operation: string, path: string, shown?: Record<string, string>][] = [
  [
    "PUT /projects/:id",
    "projects/1",
    {
      avatar: "avatar_url",
      container_expiration_policy_attributes: "container_expiration_policy",
      public_builds: "public_jobs",
      // A branch that isn't there is refused; projects.test.ts changes it.
      default_branch: "",
      fallback_approvals_required: "",
      mirror_branch_regex: "",
      show_default_award_emojis: "",
    },
  ],
  [
    "PUT /groups/:id",
    "groups/2",
    {
      avatar: "avatar_url",
      ...Object.fromEntries(
        [
          "ai_settings_attributes",
          "allow_personal_snippets",
          "duo_availability",
          "duo_remote_flows_availability",
          "amazon_q_auto_review_enabled",
          "experiment_features_enabled",
          "model_prompt_cache_enabled",
        ].map((name) => [name, ""]),
      ),
    },
  ],
  [
    "PUT /projects/:id/hooks/:hook_id",
    "projects/1/hooks/1",
    // Secrets stay inside, and of pairs the keys are shown.
    { token: "", url_variables: "url_variables", custom_headers: "custom_headers" },
  ],
  [
    "PUT /projects/:id/environments/:environment_id",
    "projects/1/environments/1",
    { cluster_agent_id: "", slug: "" },
  ],
  ["PUT /projects/:id/variables/:key", "projects/1/variables/KEY", { filter: "" }],
];

describe("An update", () => {
  it.each(updates)(
    "%s stores every parameter and shows it again",
    async (name, path, shown = {}) => {
      const gitlab = await furnished({ initialize_with_readme: false });
      // A group as open as can be lets its projects be so.
      await gitlab.request("PUT", "groups/2", { visibility: "public" });
      let state = (await gitlab.request("GET", path)).body as Answered;
      const { body } = operations[name] as Required<Operation>;
      for (const [parameter, declared] of Object.entries(body)) {
        const where = shown[parameter] ?? parameter;
        if (where === "") continue;
        const before = state[where];
        const value = other(parameter, declared, before);
        const { status, body: answer } =
          declared.type === "file"
            ? await upload(gitlab, path, parameter)
            : await gitlab.request("PUT", path, { [parameter]: value });
        expect(status, `${parameter}: ${JSON.stringify(answer)}`).toBe(200);
        state = answer as Answered;
        const after = state[where];
        expect(after, parameter).not.toEqual(before);
        if (!(parameter in shown)) expect(after, parameter).toEqual(value);
      }
      const kept = (await gitlab.request("GET", path)).body as Answered;
      const known = Object.keys(body).filter((parameter) => parameter in kept);
      for (const parameter of known) expect(kept[parameter]).toEqual(state[parameter]);
    },
  );
});

describe("An option of a list", () => {
  it.each([
    ["GET /projects", Object.keys(projectFilters({} as Store))],
    ["GET /groups", Object.keys(groupFilters)],
    [
      "GET /groups/:id/projects",
      [...Object.keys(projectFilters({} as Store)), "include_subgroups"],
    ],
    ["GET /groups/:id/subgroups", Object.keys(groupFilters)],
    ["GET /projects/:id/environments", Object.keys(environmentFilters)],
    ["GET /projects/:id/repository/branches", ["search", "regex", "sort", "page_token"]],
    ["GET /projects/:id/protected_branches", ["search"]],
    ["GET /projects/:id/variables", []],
    ["GET /projects/:id/hooks", []],
  ])("of %s is obeyed", (name, obeyed) => {
    const options = Object.keys(operations[name]?.query ?? {});
    expect(options.filter((option) => ![...obeyed, ...indifferent].includes(option))).toEqual([]);
  });
});

/** Another value of a parameter than it has. */
function other(
  name: string,
  { type, enum: allowed, properties, items }: Parameter,
  now: unknown,
): unknown {
  if (allowed) return allowed.find((value) => value !== now);
  if (type === "boolean") return now !== true;
  if (type === "integer") return name === "build_timeout" ? 7200 : Number(now ?? 0) + 1;
  switch (type as "object" | "array" | "string") {
    case "object":
      return Object.fromEntries(
        Object.entries(properties ?? {}).map(([key, inner]) => [
          key,
          fitting[key] ?? other(key, inner, undefined),
        ]),
      );
    case "array":
      return items?.type === "string"
        ? [`changed-${name}`]
        : [other(name, items ?? { type: "string" }, undefined)];
    case "string":
      return fitting[name] ?? `changed-${name}`;
  }
}

/** Texts that have to be of a form. */
const fitting: Record<string, unknown> = {
  cadence: "7d",
  keep_n: 5,
  older_than: "14d",
  url: "https://example.com/changed",
  external_url: "https://example.com/changed",
};

async function upload(gitlab: TestGitLab, path: string, name: string) {
  const form = new FormData();
  form.append(name, new File(["picture"], "picture.png"));
  const response = await gitlab.app.request(`http://127.0.0.1/api/v4/${path}`, {
    method: "PUT",
    headers: { "private-token": "a-token-for-tests" },
    body: form,
  });
  return { status: response.status, body: await response.json() };
}

/** Properties whose value is of another type than the entity's, here and inside. */
function mistyped(values: Answered, entity: string): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const type = entities[entity]?.[name] ?? "";
    const inner = entities[type.replaceAll(/[[\]]/g, "")];
    return [value].flat().flatMap((one) => {
      if (one === null) return [];
      if (inner)
        return mistyped(one as Answered, type.replaceAll(/[[\]]/g, "")).map(
          (at) => `${name}.${at}`,
        );
      // Entities say `string` where nobody has said a type, and `symbol` for a text.
      if (
        ["integer", "boolean"].includes(type) &&
        typeof one !== (type === "integer" ? "number" : type)
      ) {
        return [name];
      }
      return [];
    });
  });
}
