import { commitFiles, written } from "./fileCommits.ts";
import type { AccessLevel, Project, ProtectedBranch, User } from "./model.ts";
import type { Store } from "./store.ts";

/** Commits the first file, which makes the default branch. */
export function begin(
  store: Store,
  project: Project,
  by: User,
  { path, content, message }: { path: string; content: string; message: string },
): void {
  const folder = store.repository(project);
  const { defaultBranch } = project;
  const after = commitFiles(folder, {
    ...{ branch: defaultBranch, from: undefined, message, author: by, committer: by },
    changes: [written(path, Buffer.from(content), false)],
  });
  protectDefaultBranch(store, project);
  const ref = `refs/heads/${defaultBranch}`;
  const before = "0".repeat(after.length);
  store.listeners.pushed({ project, user: by, ref, before, after, options: [] });
}

/** GitLab protects the default branch by itself when it appears: maintainers push and merge. */
export function protectDefaultBranch(store: Store, project: Project): void {
  if (matching(project, project.defaultBranch).length > 0) return;
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

/** The rules of a project that cover a branch. */
export function matching(project: Project, branch: string): ProtectedBranch[] {
  return covering(project.protectedBranches, branch);
}

/** The rules that cover a branch: by its name, or by a pattern in which `*` stands for anything. */
export function covering(rules: ProtectedBranch[], branch: string): ProtectedBranch[] {
  return rules.filter(({ name }) => {
    const parts = name.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(branch);
  });
}
