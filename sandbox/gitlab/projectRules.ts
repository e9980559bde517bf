import { acting } from "./acting.ts";
import { Validation } from "./errors.ts";
import { isGiven, type Values } from "./input.ts";
import type { Group, Project } from "./model.ts";
import { isRegistryPath, notRegistryPath } from "./registryPath.ts";
import { hasBranch } from "./repositories.ts";
import type { Store } from "./store.ts";

interface Settings extends Values {
  visibility?: string;
  description?: string | null;
  build_timeout?: number | null;
  ci_default_git_depth?: number | null;
  container_expiration_policy_attributes?: Values;
}

const limited = acting<Settings>("project")(
  "visibility",
  "description",
  "build_timeout",
  "ci_default_git_depth",
  "container_expiration_policy_attributes",
);

/**
 * The rules of GitLab's model `Project` for one that is about to be saved.
 *
 * @param self the project as it is, when it changes
 * @throws ApiError 400
 */
export function validate(store: Store, project: Project, self?: Project): void {
  const namespace = store.namespaceOf(project);
  const { name, path, defaultBranch } = project;
  const validation = checkNames(name, path);
  if (isTaken(store, namespace, name, path, self)) {
    const fields = ["project_namespace.name", "name", "path"];
    const changed = self ? [path === self.path ? "name" : "path"] : fields;
    for (const field of changed) validation.add(field, "has already been taken");
  }
  if (self && defaultBranch !== self.defaultBranch) {
    validation.check(
      "base",
      hasBranch(store.repository(self), defaultBranch),
      `Could not change HEAD: branch '${defaultBranch}' does not exist`,
    );
  }
  checkSettings(validation, namespace, project.settings);
  validation.finish();
}

/** Whether a namespace has another project of that name or path. */
export function isTaken(
  store: Store,
  namespace: Group,
  name: string,
  path: string,
  self?: Project,
): boolean {
  return store.data.projects.some(
    (other) =>
      other.id !== self?.id &&
      other.namespaceId === namespace.id &&
      (other.name === name || other.path.toLowerCase() === path.toLowerCase()),
  );
}

function checkNames(name: string, path: string): Validation {
  const validation = new Validation();
  validation.check("name", name !== "", "can't be blank");
  validation.check("name", name.length <= 255, "is too long (maximum is 255 characters)");
  validation.check(
    "name",
    /^[\p{L}\p{N}\p{Emoji}_][\p{L}\p{N}\p{Emoji}\p{Pd}_.+\- ]*$/u.test(name),
    "can contain only letters, digits, emoji, '_', '.', '+', dashes, or spaces. It must start with a letter, digit, emoji, or '_'.",
  );
  const format = /^[a-zA-Z0-9_.][a-zA-Z0-9_\-.]*$/.test(path) && !/\.(git|atom)$/.test(path);
  for (const field of ["project_namespace.path", "path"]) {
    validation.check(
      field,
      format,
      "can contain only letters, digits, '_', '-' and '.'. Cannot start with '-', end in '.git' or end in '.atom'",
    );
    validation.check(field, isRegistryPath(path), notRegistryPath);
  }
  return validation;
}

const visibilities = ["private", "internal", "public"];
const month = 30 * 24 * 60 * 60;

function checkSettings(validation: Validation, namespace: Group, settings: Settings): void {
  const {
    visibility = "private",
    description,
    build_timeout,
    ci_default_git_depth,
    container_expiration_policy_attributes: policy,
  } = limited(settings);
  const allowed = namespace.kind === "user" ? "public" : namespace.visibility;
  validation.check(
    "visibility_level",
    visibilities.indexOf(visibility) <= visibilities.indexOf(allowed),
    `${visibility} is not allowed in a ${allowed} group.`,
  );
  validation.check(
    "description",
    (description ?? "").length <= 2000,
    "is too long (maximum is 2000 characters)",
  );
  validation.check(
    "build_timeout",
    !isGiven(build_timeout) || (build_timeout >= 600 && build_timeout < month),
    "needs to be between 10 minutes and 1 month",
  );
  validation.check(
    "ci_cd_settings.default_git_depth",
    (ci_default_git_depth ?? 0) <= 1000,
    "must be less than or equal to 1000",
  );
  checkPolicy(validation, policy ?? {});
}

/** What `ContainerExpirationPolicy` allows. */
const policyValues: Record<string, readonly unknown[]> = {
  cadence: ["1d", "7d", "14d", "1month", "3month"],
  keep_n: [1, 5, 10, 25, 50, 100],
  older_than: ["7d", "14d", "30d", "60d", "90d"],
};

function checkPolicy(validation: Validation, policy: Values): void {
  for (const [name, allowed] of Object.entries(policyValues)) {
    const value = policy[name] ?? undefined;
    validation.check(
      `container_expiration_policy.${name}`,
      value === undefined || allowed.includes(value),
      "is not included in the list",
    );
  }
}
