import type { AccessLevel, Project, ProtectedBranch, User } from "./model.ts";
import { firstCommit } from "./repositories.ts";
import type { Store } from "./store.ts";

/**
 * Commits the first file, which makes the default branch. GitLab protects that by itself when it
 * appears: maintainers push and merge.
 */
export function begin(
  store: Store,
  project: Project,
  by: User,
  file: { path: string; content: string; message: string },
): void {
  firstCommit(store.repository(project), project.defaultBranch, by, file);
  const entry = (): AccessLevel => ({ id: store.number("access level"), level: 40 });
  project.protectedBranches.push({
    id: store.number("protected branch"),
    name: project.defaultBranch,
    push: [entry()],
    merge: [entry()],
    unprotect: [entry()],
    allowForcePush: false,
    codeOwnerApprovalRequired: false,
  });
}

/** The rules that cover a branch: by its name, or by a pattern in which `*` stands for anything. */
export function matching(project: Project, branch: string): ProtectedBranch[] {
  return project.protectedBranches.filter(({ name }) => {
    const parts = name.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(branch);
  });
}
