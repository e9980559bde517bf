import type { Item } from "../../gitlab/kind.ts";
import type { GitLabReader } from "../engine/gitlabReader.ts";
import { exit, UserError } from "../terminal/exit.ts";
import type { Place } from "./liveVariables.ts";

/** What GitLab says of a project's jobs. */
export interface OnGitLab {
  /** Of the project, its groups and the instance, as far as the token may see them. */
  places: { place: Place; items: Item[] }[];
  /** The protected branches, by name or pattern; undefined where the token may not see them. */
  protectedBranches: string[] | undefined;
  /** Who may start a pipeline with variables of their own; undefined where GitLab does not tell the token. */
  overriding: string | undefined;
  /** The file of the project's pipelines; undefined where GitLab does not tell the token. */
  pipeline: string | undefined;
  /** What was not looked at, and why, a sentence each. */
  notes: string[];
}

/**
 * Asks GitLab; undefined where it has no such project, or none that the token may see.
 *
 * @throws UserError when it does not answer, or does not let the token see the project's variables
 */
export async function askGitLab(
  reader: GitLabReader,
  project: string,
): Promise<OnGitLab | undefined> {
  const path = `projects/${encodeURIComponent(project)}`;
  const [shown, variables, branches, instance] = await Promise.all([
    reader.listOrRefusal(path),
    reader.listOrRefusal(`${path}/variables`),
    reader.listOrRefusal(`${path}/protected_branches`),
    reader.listOrRefusal("admin/ci/variables"),
  ]).catch(unreachable);
  if (shown === 404) return undefined;
  if (typeof shown === "number") throw refused(project, shown);
  if (typeof variables === "number") throw refused(`the variables of ${project}`, variables);
  const [item = {}] = shown;
  const overriding = item["ci_pipeline_variables_minimum_override_role"];
  const file = item["ci_config_path"];
  const notes: string[] = [];
  const places: OnGitLab["places"] = [];
  const add = (place: Place, found: Item[] | number) => {
    if (typeof found !== "number") places.push({ place, items: found });
    else notes.push(notSeen(place, found));
  };
  add({ level: "instance", of: "", depth: 0 }, instance);
  const groups = groupsOf(item);
  const listed = await Promise.all(
    groups.map((group) => reader.listOrRefusal(`groups/${encodeURIComponent(group)}/variables`)),
  ).catch(unreachable);
  for (const [depth, of] of groups.entries()) add({ level: "group", of, depth }, listed[depth]!);
  add({ level: "project", of: project, depth: 0 }, variables);
  if (typeof branches === "number") {
    notes.push("The token may not see which branches are protected: taken as declared.");
  }
  return {
    places,
    protectedBranches:
      typeof branches === "number" ? undefined : branches.map(({ name }) => String(name)),
    overriding: typeof overriding === "string" ? overriding : undefined,
    // Nothing, or an empty text, is GitLab's own choice.
    pipeline:
      file === undefined ? undefined : typeof file === "string" && file !== "" ? file : usual,
    notes,
  };
}

/** Where GitLab looks for a pipeline that nobody has said a place of. */
const usual = ".gitlab-ci.yml";

/** The groups around a project, from the outside in; none around one in a user's own namespace. */
function groupsOf(project: Item): string[] {
  const namespace = project["namespace"] as { kind?: string; full_path?: string } | undefined;
  if (namespace?.kind !== "group") return [];
  const parts = (namespace.full_path ?? "").split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function notSeen({ level, of }: Place, status: number): string {
  return level === "instance"
    ? `The instance's variables were not looked at: an administrator's token sees them (GitLab answered ${status}).`
    : `The variables of the group ${of} were not looked at: an Owner's token sees them (GitLab answered ${status}).`;
}

const instead = "`--declared` explains from the stack files alone.";

function refused(what: string, status: number): UserError {
  const why =
    status === 401
      ? "GitLab does not take the token (401)"
      : `the token may not see ${what} (GitLab answered ${status}): a Maintainer's may`;
  return new UserError(`GitLab can't be asked what is there: ${why}. ${instead}`);
}

function unreachable(error: unknown): never {
  if (!(error instanceof UserError)) throw error;
  throw new UserError(`${error.message} ${instead}`, exit.unreachable);
}
