import { same, snake, text, type Value, type Values } from "../values.ts";
import type { Answer, Behaviour, Work } from "./behaviour.ts";
import { levelName, levels } from "./levels.ts";
import { segment, type GitLabClient } from "./client.ts";

/** The Enterprise Edition's lists, as GitLab names them: a parameter, and the answer's field. */
const lists: Record<string, string> = {
  allowed_to_push: "push_access_levels",
  allowed_to_merge: "merge_access_levels",
  allowed_to_unprotect: "unprotect_access_levels",
};
const ofEnterprise = ["allowedToPushes", "allowedToMerges", "allowedToUnprotects"];
const ofCommunity = ["pushAccessLevel", "mergeAccessLevel"];
const names = Object.keys(levels);

export const branchProtection: Behaviour = {
  path: "projects/:project/protected_branches/:branch",
  id: ["project", "branch"],
  parameters: {
    branch: "name",
    branchProtectionId: "id",
    allowedToPushes: "allowed_to_push",
    allowedToMerges: "allowed_to_merge",
    allowedToUnprotects: "allowed_to_unprotect",
  },
  replaces: ["project", "branch", ...ofCommunity],
  absent: { allowForcePush: false, codeOwnerApprovalRequired: false },
  values: {
    pushAccessLevel: names,
    mergeAccessLevel: names,
    "allowedToPushes.accessLevel": names,
    "allowedToMerges.accessLevel": names,
    "allowedToUnprotects.accessLevel": names.filter((name) => name !== "no one"),
  },
  same: Object.fromEntries(ofEnterprise.map((name) => [name, alike])),

  async answer(answer, { client }) {
    const named = (field: string) =>
      entriesOf(answer[field]).map((entry) => ({
        ...entry,
        access_level: levelName(entry["access_level"] as number),
      }));
    if (await client.isEnterprise()) {
      const all = Object.entries(lists).map(([parameter, field]) => [parameter, named(field)]);
      return { ...answer, ...(Object.fromEntries(all) as Values) };
    }
    const first = (field: string) => named(field)[0]?.access_level ?? "no one";
    return {
      ...answer,
      push_access_level: first("push_access_levels"),
      merge_access_level: first("merge_access_levels"),
    };
  },

  request: (body) =>
    Object.fromEntries(
      Object.entries(body).map(([name, value]): [string, Value] => {
        if (name.endsWith("_access_level")) return [name, levels[text(value)] ?? null];
        if (!(name in lists)) return [name, value];
        const numbered = ({ access_level, ...entry }: Values): Values =>
          access_level === undefined
            ? entry
            : { ...entry, access_level: levels[text(access_level)]! };
        return [name, entriesOf(value).map(numbered)];
      }),
    ),

  async create(inputs, work) {
    await requireEdition(inputs, work.client);
    await makeRoom(inputs, work);
    return work.client.post(work.path, work.body());
  },

  async update(inputs, { client, path, body }) {
    await requireEdition(inputs, client);
    const current = await client.get<Answer>(path);
    const { code_owner_approval_required, ...sent } = body();
    const edited = Object.entries(sent).map(([name, value]) => [
      name,
      name in lists ? edits(entriesOf(value), entriesOf(current[lists[name]!])) : value,
    ]);
    return client.patch(path, {
      ...(Object.fromEntries(edited) as Values),
      ...((await client.isEnterprise()) && { code_owner_approval_required }),
    });
  },
};

/** Each edition takes one of the two shapes only (provider 19). */
async function requireEdition(inputs: Values, client: GitLabClient): Promise<void> {
  const enterprise = await client.isEnterprise();
  const foreign = enterprise ? ofCommunity : [...ofEnterprise, "codeOwnerApprovalRequired"];
  const wrong = foreign.filter((name) => inputs[name] !== undefined);
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
async function makeRoom(inputs: Values, { client, path: collection }: Work): Promise<void> {
  const [project, branch] = [text(inputs["project"]), text(inputs["branch"])];
  const path = `${collection}/${segment(branch)}`;
  if (!(await client.find(path))) return;
  const { default_branch: defaultBranch } = await client.get<Answer>(
    `projects/${segment(project)}`,
  );
  if (defaultBranch !== branch) {
    throw new Error(
      `protected branch "${branch}" on project "${project}" already exists. Import it: pulumi import gitlab:index/branchProtection:BranchProtection <name> ${project}:${branch}`,
    );
  }
  await client.delete(path);
}

/** What turns the entries that are there into those that are wanted. */
function edits(wanted: Values[], current: Values[]): Values[] {
  const [kept, there] = [wanted.map(subject), current.map(subject)];
  const gone = current.filter((_, index) => !kept.includes(there[index]!));
  const added = wanted.filter((_, index) => !there.includes(kept[index]!));
  return [...gone.map(({ id }) => ({ id: id!, _destroy: true })), ...added];
}

/** Two lists are alike when they hold the same entries; the descriptions are GitLab's. */
function alike(wanted: Value, current: Value): boolean {
  const subjects = (list: Value) =>
    entriesOf(list).map((entry) =>
      subject(
        Object.fromEntries(Object.entries(entry).map(([name, value]) => [snake(name), value])),
      ),
    );
  return same(subjects(wanted).sort(), subjects(current).sort());
}

/** Whom an entry is about, in one word: a role where it names nobody. */
function subject(entry: Values): string {
  const kinds = ["user_id", "group_id", "deploy_key_id"];
  const kind = kinds.find((name) => (entry[name] ?? null) !== null) ?? "access_level";
  return `${kind} ${text(entry[kind])}`;
}

function entriesOf(list: Value | undefined): Values[] {
  return (list ?? []) as Values[];
}
