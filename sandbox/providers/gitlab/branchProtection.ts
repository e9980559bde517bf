import type { Known, Property, Resource, Shape } from "../resource.ts";
import { same, text, type Value, type Values } from "../values.ts";
import { type GitLabClient, segment } from "./client.ts";
import { parts } from "./identifiers.ts";
import { levelName, levels } from "./levels.ts";

interface Entry {
  id: number;
  access_level: number;
  access_level_description: string;
  user_id: number | null;
  group_id: number | null;
  deploy_key_id: number | null;
}

interface Answer {
  id: number;
  name: string;
  push_access_levels: Entry[];
  merge_access_levels: Entry[];
  unprotect_access_levels?: Entry[];
  allow_force_push: boolean;
  code_owner_approval_required?: boolean;
}

const names = Object.keys(levels);

/** Who an entry of a list is about; the description is GitLab's. */
const subjects = ["accessLevel", "userId", "groupId", "deployKeyId"];

function list(extra: Shape = {}, allowed = names): Property {
  return {
    type: [
      {
        accessLevel: { type: "string", values: allowed },
        accessLevelDescription: { type: "string" },
        groupId: { type: "integer" },
        userId: { type: "integer" },
        ...extra,
      },
    ],
    same: (wanted, current) => same(keys(wanted), keys(current)),
  };
}

/** `gitlab:index/branchProtection:BranchProtection` */
export const branchProtection: Resource<GitLabClient> = {
  inputs: {
    allowForcePush: { type: "boolean", absent: false },
    allowedToMerges: list(),
    allowedToPushes: list({ deployKeyId: { type: "integer" } }),
    allowedToUnprotects: list({}, ["developer", "maintainer", "admin"]),
    branch: { type: "string", required: true, replaces: true },
    codeOwnerApprovalRequired: { type: "boolean", absent: false },
    mergeAccessLevel: { type: "string", values: names, replaces: true },
    project: { type: "string", required: true, replaces: true },
    pushAccessLevel: { type: "string", values: names, replaces: true },
  },
  outputs: ["branchProtectionId"],

  async create(inputs, { client }) {
    await checkEdition(client, inputs);
    await makeRoom(client, inputs);
    const answer = await client.post<Answer>(pathOf(inputs["project"]), {
      name: inputs["branch"],
      push_access_level: level(inputs["pushAccessLevel"]),
      merge_access_level: level(inputs["mergeAccessLevel"]),
      allow_force_push: inputs["allowForcePush"] ?? false,
      allowed_to_push: entries(inputs["allowedToPushes"]),
      allowed_to_merge: entries(inputs["allowedToMerges"]),
      allowed_to_unprotect: entries(inputs["allowedToUnprotects"]),
      code_owner_approval_required: inputs["codeOwnerApprovalRequired"],
    });
    return known(text(inputs["project"]), answer, await client.isEnterprise());
  },

  async read(id, _, { client }) {
    const [project = "", name = ""] = parts(id, "<project>:<branch>");
    const answer = await client.find<Answer>(pathOf(project, name));
    return answer && known(project, answer, await client.isEnterprise());
  },

  async update(id, _, inputs, { client }) {
    await checkEdition(client, inputs);
    const [project = "", name = ""] = parts(id, "<project>:<branch>");
    const path = pathOf(project, name);
    const current = await client.get<Answer>(path);
    const answer = await client.patch<Answer>(path, {
      allow_force_push: inputs["allowForcePush"] ?? false,
      allowed_to_push: edits(inputs["allowedToPushes"], current.push_access_levels),
      allowed_to_merge: edits(inputs["allowedToMerges"], current.merge_access_levels),
      allowed_to_unprotect: edits(inputs["allowedToUnprotects"], current.unprotect_access_levels),
      code_owner_approval_required: inputs["codeOwnerApprovalRequired"],
    });
    return known(project, answer, await client.isEnterprise()).state;
  },

  async delete(id, _, { client }) {
    const [project = "", name = ""] = parts(id, "<project>:<branch>");
    await client.delete(pathOf(project, name));
  },
};

/** Each edition takes one of the two shapes only (provider 19). */
async function checkEdition(client: GitLabClient, inputs: Values): Promise<void> {
  const given = (names: string[]) => names.filter((name) => inputs[name] !== undefined);
  const enterprise = await client.isEnterprise();
  const wrong = enterprise
    ? given(["pushAccessLevel", "mergeAccessLevel"])
    : given([
        "allowedToPushes",
        "allowedToMerges",
        "allowedToUnprotects",
        "codeOwnerApprovalRequired",
      ]);
  if (wrong.length === 0) return;
  throw new Error(
    enterprise
      ? `${wrong.join(" and ")} can't be used with GitLab Enterprise. Use allowedToPushes and allowedToMerges instead.`
      : `${wrong.join(" and ")} take a GitLab Enterprise instance. Use pushAccessLevel and mergeAccessLevel instead.`,
  );
}

/**
 * GitLab protects the default branch by itself, so that protection is taken over: removed, to be
 * made anew. Any other that is there already is somebody's.
 */
async function makeRoom(client: GitLabClient, inputs: Values): Promise<void> {
  const [project, branch] = [text(inputs["project"]), text(inputs["branch"])];
  const path = pathOf(project, branch);
  if (!(await client.find(path))) return;
  const { default_branch: defaultBranch } = await client.get<{ default_branch: string }>(
    `projects/${segment(project)}`,
  );
  if (defaultBranch !== branch) {
    throw new Error(
      `protected branch "${branch}" on project "${project}" already exists. Import it: pulumi import gitlab:index/branchProtection:BranchProtection <name> ${project}:${branch}`,
    );
  }
  await client.delete(path);
}

function pathOf(project: Value | undefined, branch?: Value): string {
  const base = `projects/${segment(project)}/protected_branches`;
  return branch === undefined ? base : `${base}/${segment(branch)}`;
}

function level(name: Value | undefined): number | undefined {
  return name === undefined ? undefined : levels[text(name)];
}

function entries(given: Value | undefined): object[] | undefined {
  return (given as Values[] | undefined)?.map((entry) => ({
    access_level: level(entry["accessLevel"]),
    user_id: entry["userId"],
    group_id: entry["groupId"],
    deploy_key_id: entry["deployKeyId"],
  }));
}

/** What turns the entries that are there into those that are wanted. */
function edits(given: Value | undefined, current: Entry[] = []): object[] | undefined {
  if (given === undefined) return undefined;
  const wanted = (given as Values[]).map(key);
  const there = present(current).map(key);
  const added = (given as Values[]).filter((entry) => !there.includes(key(entry)));
  const gone = current.filter((_, index) => !wanted.includes(there[index] ?? ""));
  return [...gone.map(({ id }) => ({ id, _destroy: true })), ...(entries(added) ?? [])];
}

/** What an entry is about, in one word. Two lists are alike when they hold the same ones. */
function key(entry: Values): string {
  const subject = subjects.findLast((name) => entry[name] !== undefined) ?? "accessLevel";
  return `${subject} ${text(entry[subject])}`;
}

function keys(given: Value): string[] {
  return (given as Values[]).map(key).sort();
}

function present(list: Entry[] = []): Values[] {
  return list.map((entry) => ({
    accessLevelDescription: entry.access_level_description,
    ...(entry.user_id ? { userId: entry.user_id } : {}),
    ...(entry.group_id ? { groupId: entry.group_id } : {}),
    ...(entry.deploy_key_id ? { deployKeyId: entry.deploy_key_id } : {}),
    accessLevel: levelName(entry.access_level),
  }));
}

function known(project: string, answer: Answer, enterprise: boolean): Known {
  const first = (list: Entry[]) => levelName(list[0]?.access_level ?? 0);
  return {
    id: `${project}:${answer.name}`,
    state: {
      project,
      branch: answer.name,
      branchProtectionId: answer.id,
      allowForcePush: answer.allow_force_push,
      codeOwnerApprovalRequired: answer.code_owner_approval_required ?? false,
      ...(enterprise
        ? {
            allowedToPushes: present(answer.push_access_levels),
            allowedToMerges: present(answer.merge_access_levels),
            allowedToUnprotects: present(answer.unprotect_access_levels),
          }
        : {
            pushAccessLevel: first(answer.push_access_levels),
            mergeAccessLevel: first(answer.merge_access_levels),
          }),
    },
  };
}
