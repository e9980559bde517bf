import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { notFound, Validation } from "./errors.ts";
import type { Data, Group, Project } from "./model.ts";

/** The one user: an administrator, whom the token belongs to. */
export const user = { id: 1, username: "root", name: "Administrator" };

/** The data in memory, written to `data.json` after each change. */
export class Store {
  readonly folder: string;
  readonly data: Data;

  constructor(folder: string) {
    mkdirSync(join(folder, "repositories"), { recursive: true, mode: 0o700 });
    this.folder = folder;
    this.data = read(join(folder, "data.json")) ?? empty();
  }

  /** Writes beside, then renames, so that a kill leaves the old data or the new. */
  save(): void {
    const path = join(this.folder, "data.json");
    writeFileSync(`${path}.new`, JSON.stringify(this.data, undefined, 1), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  /** The next free number of a kind of thing, from 1. */
  number(kind: string): number {
    const next = (this.data.numbers[kind] ?? 0) + 1;
    this.data.numbers[kind] = next;
    return next;
  }

  /** The folder of a project's bare repository. It survives renames. */
  repository(project: Project): string {
    return join(this.folder, "repositories", `${project.id}.git`);
  }

  namespaceOf(project: Project): Group {
    return this.group(String(project.namespaceId));
  }

  fullPath(project: Project): string {
    return `${this.namespaceOf(project).fullPath}/${project.path}`;
  }

  /** A project by its number or its full path. */
  project(reference: string): Project {
    const found = this.data.projects.find((project) =>
      isNumber(reference)
        ? project.id === Number(reference)
        : this.fullPath(project).toLowerCase() === reference.toLowerCase(),
    );
    if (!found) throw notFound("Project");
    return found;
  }

  /** The names of a namespace and of those around it, from the outside in. */
  names({ name, parentId }: Group): string[] {
    const parent = this.data.groups.find(({ id }) => id === parentId);
    return [...(parent ? this.names(parent) : []), name];
  }

  /** A group, or the user's namespace, by its number or its full path. */
  group(reference: string, what = "Group"): Group {
    const found = this.data.groups.find((group) =>
      isNumber(reference)
        ? group.id === Number(reference)
        : group.fullPath.toLowerCase() === reference.toLowerCase(),
    );
    if (!found) throw notFound(what);
    return found;
  }
}

/**
 * The namespace of a new project: by its number, or the user's own.
 *
 * @throws ApiError 400
 */
export function namespaceFor(store: Store, id: number = user.id): Group {
  const found = store.data.groups.find((group) => group.id === id);
  if (found) return found;
  const validation = new Validation();
  validation.add("namespace", "is not valid");
  throw validation.error();
}

function isNumber(reference: string): boolean {
  return /^\d+$/.test(reference);
}

const later = {
  group: { settings: {}, deletion: null },
  get project() {
    return {
      hooks: [],
      shares: [],
      jobTokenScope: { enabled: true, projectIds: [], groupIds: [] },
      registryRules: [],
    };
  },
};

function read(path: string): Data | undefined {
  try {
    const data = JSON.parse(readFileSync(path, "utf8")) as Data;
    // Data of an earlier version lack what came since.
    return {
      ...data,
      groups: data.groups.map((group) => ({ ...later.group, ...group })),
      projects: data.projects.map((project) => ({ ...later.project, ...project })),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function empty(): Data {
  return {
    numbers: { namespace: user.id },
    groups: [
      {
        id: user.id,
        kind: "user",
        name: user.name,
        path: user.username,
        fullPath: user.username,
        parentId: null,
        description: "",
        visibility: "public",
        ...later.group,
        createdAt: new Date().toISOString(),
      },
    ],
    projects: [],
  };
}
