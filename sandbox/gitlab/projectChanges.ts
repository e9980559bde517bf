import { randomBytes } from "node:crypto";
import { acting } from "./acting.ts";
import { type Values, without } from "./input.ts";
import type { Project, User } from "./model.ts";
import { requireOneOf } from "./parameters.ts";
import { namespaceFor } from "./people/namespaces.ts";
import { validate } from "./projectRules.ts";
import { stored } from "./projectSettings.ts";
import { begin } from "./protections.ts";
import { createRepository, setHead } from "./repositories.ts";
import { type Store, withoutPeople } from "./store.ts";

interface Asked {
  name?: string | null;
  path?: string | null;
  default_branch?: string | null;
  namespace_id?: number | null;
  initialize_with_readme?: boolean | null;
  repository_object_format?: string | null;
}

const identity = acting<Asked>("project")("name", "path", "default_branch");
const creation = acting<Asked>("project")(
  "namespace_id",
  "initialize_with_readme",
  "repository_object_format",
);

/** What only a creation takes, of which GitLab shows nothing under the same name. */
const notSettings = [
  ...["name", "path", "default_branch", "namespace_id", "initialize_with_readme"],
  ...["template_name", "template_project_id", "use_custom_template"],
  "group_with_project_templates_id",
];

/** @throws ApiError 400 */
export function createProject(store: Store, by: User, asked: Values): Project {
  requireOneOf(["name", "path"], asked);
  const { name: wantedName, path: wantedPath, default_branch: branch } = identity(asked);
  const { namespace_id, initialize_with_readme, repository_object_format } = creation(asked);
  const name = wantedName ?? wantedPath ?? "";
  const now = new Date().toISOString();
  const project: Project = {
    id: 0,
    creatorId: by.id,
    name,
    path: wantedPath ?? pathFrom(name),
    namespaceId: namespaceFor(store, by, namespace_id).id,
    defaultBranch: branch || "main",
    settings: settingsIn(asked, {}),
    archived: false,
    deletion: null,
    createdAt: now,
    updatedAt: now,
    runnersToken: `GR1348941${randomBytes(15).toString("base64url")}`,
    protectedBranches: [],
    variables: [],
    environments: [],
    hooks: [],
    shares: [],
    // The instance's own choice since GitLab 18.
    jobTokenScope: { enabled: true, projectIds: [], groupIds: [] },
    registryRules: [],
    ...withoutPeople(),
  };
  validate(store, project);
  project.id = store.number("project");
  const folder = store.repository(project);
  createRepository(folder, project.defaultBranch, repository_object_format ?? "sha1");
  store.data.projects.push(project);
  if (initialize_with_readme) {
    const content = `# ${name}\n`;
    begin(store, project, by, { path: "README.md", content, message: "Initial commit" });
  }
  store.save();
  return project;
}

/** @throws ApiError 400 */
export function updateProject(store: Store, project: Project, asked: Values): void {
  const { name, path, default_branch: branch } = identity(asked);
  const changed: Project = {
    ...project,
    name: name ?? project.name,
    path: path ?? project.path,
    defaultBranch: branch ?? project.defaultBranch,
    settings: settingsIn(asked, project.settings),
    updatedAt: new Date().toISOString(),
  };
  validate(store, changed, project);
  if (changed.defaultBranch !== project.defaultBranch) {
    setHead(store.repository(project), changed.defaultBranch);
  }
  Object.assign(project, changed);
  store.save();
}

/** The settings with what was asked; a policy changes in the parts that are given. */
function settingsIn(asked: Values, current: Values): Values {
  const name = "container_expiration_policy_attributes";
  const policy = { ...(current[name] as object), ...(asked[name] as object) };
  return {
    ...current,
    ...stored(without(asked, ...notSettings)),
    ...(asked[name] ? { [name]: policy } : {}),
  };
}

function pathFrom(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}
