import { describe, expect, it } from "vitest";
import { readRequests } from "../../../sandbox/gitlab/audit.ts";
import { entities, operations } from "../../../sandbox/gitlab/openapi.ts";
import { furnished } from "./client.ts";

type Answered = Record<string, unknown>;

const ofUsers = {
  avatar_path: "only_path=true",
  custom_attributes: "with_custom_attributes=true",
};
const paid = {
  enterprise_group_associated_at: "of the paid tiers",
  enterprise_group_id: "of the paid tiers",
  extra_shared_runners_minutes_limit: "of the paid tiers",
  is_auditor: "of the paid tiers",
  provisioned_by_group_id: "of the paid tiers",
  scim_identities: "of the paid tiers",
  shared_runners_minutes_limit: "of the paid tiers",
  using_license_seat: "of the paid tiers",
};
const ofOthers = { is_followed: "who looks at somebody else", namespace_id: "of the paid tiers" };
const ofMembers = {
  email: "of the paid tiers",
  group_saml_identity: "of the paid tiers",
  group_scim_identity: "of the paid tiers",
  is_using_seat: "show_seat_info=true",
  member_role: "of the paid tiers",
  override: "of LDAP",
};
const ofMergeRequests = {
  allow_collaboration: "of forks",
  allow_maintainer_to_push: "of forks",
  description_html: "render_html=true",
  diverged_commits_count: "include_diverged_commits_count=true",
  rebase_in_progress: "include_rebase_in_progress=true",
  title_html: "render_html=true",
};
const ofNotes = {
  commit_id: "of notes to commits",
  position: "of notes to a line",
  resolved: "of discussions",
  resolved_at: "of discussions",
  resolved_by: "of discussions",
  suggestions: "of notes to a line",
};

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
  ["user", "UserWithAdmin", { ...ofUsers, ...paid, ...ofOthers }],
  ["users/1", "UserWithAdmin", { ...ofUsers, ...paid, ...ofOthers }],
  ["projects/1/members/all/1", "Member", { ...ofUsers, ...ofMembers }],
  ["personal_access_tokens/self", "PersonalAccessTokenWithLastUsedIps"],
  ["projects/1/deploy_tokens/1", "DeployToken"],
  ["projects/1/repository/commits/main", "CommitDetail"],
  ["projects/1/repository/tags/v1", "Tag"],
  ["projects/1/repository/compare?from=main&to=feature", "Compare"],
  ["projects/1/merge_requests/1", "MergeRequest", ofMergeRequests],
  ["projects/1/merge_requests/1/changes", "MergeRequestChanges", ofMergeRequests],
  ["projects/1/merge_requests/1/notes/1", "Note", ofNotes],
];

describe("An answer", () => {
  it("has all properties of GitLab's entity, in its types, and no others", async () => {
    const gitlab = await furnished();
    const repository = "projects/1/repository";
    await gitlab.request("POST", `${repository}/branches`, { branch: "feature", ref: "main" });
    await gitlab.request("POST", `${repository}/tags`, { tag_name: "v1", ref: "main" });
    await gitlab.request("POST", "projects/1/deploy_tokens", {
      ...{ name: "servers", scopes: ["read_registry"] },
    });
    await gitlab.request("POST", "projects/1/merge_requests", {
      ...{ source_branch: "feature", target_branch: "main", title: "Add a shop" },
    });
    await gitlab.request("POST", "projects/1/merge_requests/1/notes", { body: "Why?" });
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
