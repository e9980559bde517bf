import type { Group, Member, Project, User } from "../model.ts";
import { shown } from "../projectSettings.ts";
import type { Store } from "../store.ts";

/** GitLab's roles, by their levels (`Gitlab::Access`). */
export const roles = {
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
  /** Of an administrator, who may do everything everywhere. */
  administrator: 60,
} as const;

/** What somebody may do in a project, as a level: 0 where they are nothing to it. */
export function accessLevel(store: Store, user: User, project: Project): number {
  return user.admin ? roles.administrator : memberLevel(store, user, project);
}

export function groupAccessLevel(store: Store, user: User, group: Group): number {
  return user.admin ? roles.administrator : groupMemberLevel(store, user, group);
}

/** The level by membership alone, an administrator's too: in the project, in its group, by shares. */
export function memberLevel(store: Store, user: User, project: Project): number {
  const namespace = store.namespaceOf(project);
  const shared = project.shares.map(({ groupId, access, expiresAt }) => {
    const group = store.data.groups.find(({ id }) => id === groupId);
    if (!group || !isCurrent(expiresAt)) return 0;
    return Math.min(access, groupMemberLevel(store, user, group));
  });
  const own = levelIn(user, project.members);
  return Math.max(own, groupMemberLevel(store, user, namespace), ...shared);
}

/** The level in a group by its own members and by those of the groups around it. */
export function groupMemberLevel(store: Store, user: User, group: Group): number {
  if (group.ownerId !== undefined) return group.ownerId === user.id ? roles.owner : 0;
  return Math.max(...ancestors(store, group).map((one) => levelIn(user, one.members)));
}

/** A group and those around it, from the inside out. */
export function ancestors(store: Store, group: Group): Group[] {
  const parent = store.data.groups.find(({ id }) => id === group.parentId);
  return [group, ...(parent ? ancestors(store, parent) : [])];
}

function levelIn(user: User, members: Member[]): number {
  const member = members.find(({ userId }) => userId === user.id);
  return member && isCurrent(member.expiresAt) ? member.accessLevel : 0;
}

/** Whether the day from which something counts no more is still to come. */
export function isCurrent(expiresAt: string | null): boolean {
  return expiresAt === null || expiresAt > new Date().toISOString().slice(0, 10);
}

/** Whether somebody may know that a project is there; nobody in particular is undefined. */
export function seesProject(store: Store, user: User | undefined, project: Project): boolean {
  if (isOpenTo(user, visibilityOf(project))) return true;
  return user !== undefined && accessLevel(store, user, project) > 0;
}

/** Whether somebody may know that a group is there: members of what is in it do. */
export function seesGroup(store: Store, user: User | undefined, group: Group): boolean {
  if (isOpenTo(user, group.visibility)) return true;
  if (!user) return false;
  if (groupAccessLevel(store, user, group) > 0) return true;
  const inside = (other: Group) => `${other.fullPath}/`.startsWith(`${group.fullPath}/`);
  return (
    store.data.groups.some((other) => inside(other) && levelIn(user, other.members) > 0) ||
    store.data.projects.some(
      (project) => inside(store.namespaceOf(project)) && levelIn(user, project.members) > 0,
    )
  );
}

/** Whether the visibility alone lets somebody in: `internal` is for everyone who is logged in. */
export function isOpenTo(user: User | undefined, visibility: string): boolean {
  return visibility === "public" || (visibility === "internal" && user !== undefined);
}

export function visibilityOf(project: Project): string {
  return shown(project.settings)["visibility"] as string;
}
