import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readRequests } from "../../../sandbox/gitlab/audit.ts";
import { createRules as branchRules } from "../../../sandbox/gitlab/branches.ts";
import * as environments from "../../../sandbox/gitlab/environments.ts";
import { createRules as groupRules } from "../../../sandbox/gitlab/groups.ts";
import type { Rules } from "../../../sandbox/gitlab/parameters.ts";
import * as projects from "../../../sandbox/gitlab/projects.ts";
import {
  createRules as protectionRules,
  enterpriseRules,
} from "../../../sandbox/gitlab/protectedBranches.ts";
import * as variables from "../../../sandbox/gitlab/variables.ts";
import { reference } from "../sdk/reference.ts";
import { startTestGitLab, withProject } from "./client.ts";

interface Parameter {
  type?: string;
  enum?: (string | number)[];
}

interface Operation {
  parameters?: { in: string; name: string; schema?: { $ref?: string } }[];
  responses: Record<string, unknown>;
}

interface Definition {
  required?: string[];
  properties: Record<string, Parameter>;
}

const path = reference("gitlab-openapi-v2.yaml");
const text = path === undefined ? "" : readFileSync(path, "utf8");

/** One entry under a top key of the file. The file is large, so only such parts are parsed. */
function entry<Content>(top: string, name: string): Content | undefined {
  const section = text.slice(text.indexOf(`\n${top}:\n`));
  const start = [`\n  "${name}":\n`, `\n  ${name}:\n`]
    .map((heading) => section.indexOf(heading))
    .find((index) => index >= 0);
  if (start === undefined) return undefined;
  const rest = section.slice(start + 1);
  const length = rest.slice(1).search(/\n {0,2}\S/);
  const found = parse(length < 0 ? rest : rest.slice(0, length + 2)) as Record<string, Content>;
  return Object.values(found)[0];
}

function operation(method: string, route: string): Operation | undefined {
  const name = route.replaceAll(/:(\w+)/g, "{$1}");
  return entry<Record<string, Operation>>("paths", name)?.[method.toLowerCase()];
}

/** What the file leaves out although GitLab has it, as its Go client shows. */
const unlisted = ["protect_merge_request_pipelines", "ci_display_pipeline_variables"];
const unlistedRoutes = ["GET /api/v4/user"];

const bodies: [string, string, Rules][] = [
  ["POST", "/api/v4/groups", groupRules],
  ["POST", "/api/v4/projects", projects.createRules],
  ["PUT", "/api/v4/projects/:id", projects.updateRules],
  ["POST", "/api/v4/projects/:id/repository/branches", branchRules],
  ["POST", "/api/v4/projects/:id/protected_branches", { ...protectionRules, ...enterpriseRules }],
  ["POST", "/api/v4/projects/:id/variables", variables.createRules],
  ["PUT", "/api/v4/projects/:id/variables/:key", variables.updateRules],
  ["POST", "/api/v4/projects/:id/environments", environments.createRules],
  ["PUT", "/api/v4/projects/:id/environments/:environment_id", environments.updateRules],
];

const types = {
  string: "string",
  integer: "integer",
  boolean: "boolean",
  strings: "array",
  object: "object",
  objects: "array",
};

/** Every endpoint, as hono knows it, but for what isn't the API. */
function routes(): { method: string; path: string }[] {
  return startTestGitLab().app.routes.filter(
    ({ method, path: route }) => method !== "ALL" && route.startsWith("/api/v4/"),
  );
}

describe.runIf(path)("The sandbox's GitLab, held to GitLab's OpenAPI file", () => {
  it("has no endpoint that GitLab doesn't have", () => {
    const foreign = routes().filter(({ method, path: route }) => !operation(method, route));
    expect(foreign.map(({ method, path: route }) => `${method} ${route}`)).toEqual(unlistedRoutes);
  });

  it.each(bodies)("%s %s takes what GitLab takes", (method, route, rules) => {
    const body = operation(method, route)?.parameters?.find((parameter) => parameter.in === "body");
    const name = body?.schema?.$ref?.split("/").at(-1) ?? "";
    const definition = entry<Definition>("definitions", name);
    expect(definition).toBeDefined();
    for (const [parameter, rule] of Object.entries(rules)) {
      if (unlisted.includes(parameter)) continue;
      // `filter` is a query parameter where the file says so, and an object either way.
      const expected = definition?.properties[parameter];
      if (parameter === "filter" && !expected) continue;
      expect(expected, parameter).toBeDefined();
      expect(types[rule.type], parameter).toBe(expected?.type);
      expect([...(rule.values ?? [])].sort(), parameter).toEqual(
        [...(expected?.enum ?? [])].sort(),
      );
    }
    const required = Object.keys(rules).filter((parameter) => rules[parameter]?.required);
    expect(required.sort()).toEqual([...(definition?.required ?? [])].sort());
  });

  it("answers with the statuses that the file names", async () => {
    const gitlab = await withProject(startTestGitLab("ee"));
    const steps: [string, string, object?][] = [
      ["GET", "metadata"],
      ["GET", "version"],
      ["GET", "groups"],
      ["GET", "groups/acme"],
      ["GET", "namespaces/2"],
      ["GET", "projects"],
      ["GET", "projects/1"],
      ["PUT", "projects/1", { description: "x" }],
      ["POST", "projects/1/repository/branches", { branch: "x", ref: "main" }],
      ["POST", "projects/1/repository/branches", { branch: "x", ref: "main" }],
      ["GET", "projects/1/repository/branches/x"],
      ["DELETE", "projects/1/repository/branches/x"],
      ["POST", "projects/1/protected_branches", { name: "x" }],
      ["POST", "projects/1/protected_branches", { name: "x" }],
      ["PATCH", "projects/1/protected_branches/x", { allow_force_push: true }],
      ["DELETE", "projects/1/protected_branches/x"],
      ["DELETE", "projects/1/protected_branches/x"],
      ["POST", "projects/1/variables", { key: "K", value: "v" }],
      ["GET", "projects/1/variables/K"],
      ["PUT", "projects/1/variables/K", { value: "w" }],
      ["DELETE", "projects/1/variables/K"],
      ["DELETE", "projects/1/variables/K"],
      ["POST", "projects/1/environments", { name: "e" }],
      ["POST", "projects/1/environments", { name: "e" }],
      ["GET", "projects/1/environments/1"],
      ["PUT", "projects/1/environments/1", { tier: "other" }],
      ["POST", "projects/1/archive"],
      ["POST", "projects/1/unarchive"],
      ["PUT", "projects/1/transfer", { namespace: "root" }],
      ["DELETE", "projects/1"],
      ["POST", "projects/1/restore"],
    ];
    for (const [method, address, body] of steps) await gitlab.request(method, address, body);

    const known = routes().map(({ method, path: route }) => ({
      method,
      route,
      pattern: new RegExp(`^${route.replaceAll(/:\w+/g, "[^/]+")}$`),
    }));
    const wrong = readRequests(gitlab.folder).filter((request) => {
      const match = known.find(
        ({ method, pattern }) => method === request.method && pattern.test(request.path),
      );
      const responses = match && operation(match.method, match.route)?.responses;
      return !responses || !(request.status in responses);
    });
    expect(wrong).toEqual([]);
  });
});
