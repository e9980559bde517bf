import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { emptyCi } from "./ci/model.ts";
import { notFound } from "./errors.ts";
import { Listeners } from "./listeners.ts";
import type { Data, Group, Member, Project, User } from "./model.ts";

/** The first user: an administrator, whom the token that the server is started with belongs to. */
export const root: User = {
  id: 1,
  username: "root",
  name: "Administrator",
  email: "admin@example.com",
  admin: true,
  bot: false,
  kind: "person",
  createdById: null,
  createdAt: new Date(0).toISOString(),
};

/** What a job's token stands for. */
export interface RunningJob {
  id: number;
  projectId: number;
  /** Who started the pipeline. */
  userId: number;
}

/** The data in memory, written to `data.json` after each change. */
export class Store {
  readonly folder: string;
  readonly data: Data;
  readonly listeners = new Listeners();
  /** The job that a token was given to, as long as it runs. */
  jobOfToken: (token: string) => RunningJob | undefined = () => undefined;
  /** Where the instance is, as the last request said. */
  origin = "http://127.0.0.1";
  /** Where its registry is: `127.0.0.1:5000`. */
  registry: string | undefined;

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

  user(id: number): User {
    const found = this.data.users.find((user) => user.id === id);
    if (!found) throw notFound("User");
    return found;
  }

  /** The namespace that is a user's own. */
  namespaceOfUser(user: User): Group | undefined {
    return this.data.groups.find(({ ownerId }) => ownerId === user.id);
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

function isNumber(reference: string): boolean {
  return /^\d+$/.test(reference);
}

function read(path: string): Data | undefined {
  try {
    return upgraded(JSON.parse(readFileSync(path, "utf8")) as Data);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Data of an earlier version lack what came since. What there was then was root's. */
function upgraded(data: Data): Data {
  const group = () => ({ settings: {}, deletion: null, variables: [] });
  const project = () => ({
    hooks: [],
    shares: [],
    registryRules: [],
    jobTokenScope: { enabled: true, projectIds: [], groupIds: [] },
    creatorId: root.id,
    ...withoutPeople(),
  });
  return {
    ...data,
    numbers: { user: root.id, ...data.numbers },
    users: data.users ?? [root],
    tokens: data.tokens ?? [],
    variables: data.variables ?? [],
    ci: { ...emptyCi(), ...data.ci },
    groups: data.groups.map((one) => ({
      ...group(),
      ...(one.kind === "user"
        ? { members: [], ownerId: root.id }
        : { members: [memberOf(root, 50)] }),
      ...one,
    })),
    projects: data.projects.map((one) => ({ ...project(), ...one })),
  };
}

/** What a project has of people when it is new. */
export function withoutPeople() {
  return {
    members: [] as Member[],
    deployTokens: [],
    mergeRequests: [],
  };
}

/** Who has a level from now on. */
export function memberOf(user: User, accessLevel: number, by = user): Member {
  const createdAt = new Date().toISOString();
  return { userId: user.id, accessLevel, createdById: by.id, createdAt, expiresAt: null };
}

/** The namespace that comes with a user. */
export function userNamespace(user: User, id: number): Group {
  return {
    id,
    ownerId: user.id,
    kind: "user",
    name: user.name,
    path: user.username,
    fullPath: user.username,
    parentId: null,
    description: "",
    visibility: "public",
    settings: {},
    members: [],
    variables: [],
    deletion: null,
    createdAt: user.createdAt,
  };
}

function empty(): Data {
  const now = { ...root, createdAt: new Date().toISOString() };
  return {
    numbers: { namespace: root.id, user: root.id },
    users: [now],
    tokens: [],
    groups: [userNamespace(now, root.id)],
    projects: [],
    variables: [],
    ci: emptyCi(),
  };
}
