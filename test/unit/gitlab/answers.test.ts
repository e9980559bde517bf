import { describe, expect, it } from "vitest";
import { readRequests } from "../../../sandbox/gitlab/audit.ts";
import { entities, operations } from "../../../sandbox/gitlab/openapi.ts";
import { furnished } from "./client.ts";

type Answered = Record<string, unknown>;

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
      ["POST", "projects/1/environments/1/stop"],
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
