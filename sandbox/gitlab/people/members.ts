import type { Hono } from "hono";
import { acting } from "../acting.ts";
import { type Call, endpoint } from "../endpoint.ts";
import { ApiError, forbidden, notFound, refused, Validation } from "../errors.ts";
import { isGiven, type Values } from "../input.ts";
import { by } from "../lists.ts";
import type { Group, Member, Project, User } from "../model.ts";
import { memberOf, type Store } from "../store.ts";
import { presentUser } from "./presentUser.ts";
import { accessLevel, ancestors, groupAccessLevel, roles } from "./roles.ts";

interface Asked {
  user_id?: number | null;
  username?: string | null;
  access_level: number;
  expires_at?: string | null;
  query?: string | null;
  user_ids?: number[] | null;
  skip_users?: number[] | null;
}

const acted = acting<Asked>("member")("user_id", "username", "access_level", "expires_at");

/** A group or a project, and the groups around it. */
interface Source {
  own: Group | Project;
  around: Group[];
  levelOf: (user: User) => number;
}

interface Inherited {
  level: number;
  group: string;
}

const levels = Object.values(roles).filter((level) => level <= roles.owner);

/** Members of groups and projects. Those of the groups around count inside. */
export function members(api: Hono, store: Store): void {
  for (const kind of ["groups", "projects"] as const) {
    const base = `/${kind}/:id/members`;
    const find = (call: Call) => source(kind, call.named("id"));

    endpoint(api, `GET ${base}`, (call) => list(call, find(call).own.members));
    endpoint(api, `GET ${base}/all`, (call) => list(call, inherited(find(call))));
    endpoint(api, `GET ${base}/all/:user_id`, (call) => one(call, inherited(find(call))));
    endpoint(api, `GET ${base}/:user_id`, (call) => one(call, find(call).own.members));

    endpoint(api, `POST ${base}`, (call) => {
      const { own, around, levelOf } = find(call);
      const asked = acted(call.asked as unknown as Asked);
      const user = named(asked);
      if (own.members.some(({ userId }) => userId === user.id)) {
        throw refused(409, "Member already exists");
      }
      checkLevel(asked.access_level, levelOf(call.actor.user), inheritedBy(user, around));
      const member = memberOf(user, asked.access_level, call.actor.user);
      member.expiresAt = asked.expires_at?.slice(0, 10) || null;
      own.members.push(member);
      store.save();
      return call.answer(show(call, member));
    });

    endpoint(api, `PUT ${base}/:user_id`, (call) => {
      const { own, around, levelOf } = find(call);
      const member = direct(call, own.members);
      const asked = call.asked as unknown as Asked;
      const mine = levelOf(call.actor.user);
      if (member.accessLevel > mine) throw forbidden();
      checkLevel(asked.access_level, mine, inheritedBy(store.user(member.userId), around));
      if (asked.access_level !== roles.owner) checkLastOwner(own, member);
      member.accessLevel = asked.access_level;
      if ("expires_at" in asked) member.expiresAt = asked.expires_at?.slice(0, 10) || null;
      store.save();
      return call.answer(show(call, member));
    });

    endpoint(api, `DELETE ${base}/:user_id`, (call) => {
      const { own, levelOf } = find(call);
      const member = direct(call, own.members);
      const mine = levelOf(call.actor.user);
      const leaves = member.userId === call.actor.user.id;
      const least = kind === "groups" ? roles.owner : roles.maintainer;
      if (!leaves && (mine < least || mine < member.accessLevel)) throw forbidden();
      checkLastOwner(own, member);
      own.members = own.members.filter((other) => other !== member);
      store.save();
      return call.nothing();
    });
  }

  function source(kind: "groups" | "projects", id: string): Source {
    if (kind === "projects") {
      const own = store.project(id);
      const around = ancestors(store, store.namespaceOf(own));
      return { own, around, levelOf: (user) => accessLevel(store, user, own) };
    }
    const own = store.group(id);
    if (own.kind !== "group") throw notFound("Group");
    const [, ...around] = ancestors(store, own);
    return { own, around, levelOf: (user) => groupAccessLevel(store, user, own) };
  }

  /** The highest level that somebody has from the groups around, and in which. */
  function inheritedBy(user: User, around: Group[]): Inherited | undefined {
    const found = around.flatMap((group) =>
      group.members
        .filter(({ userId }) => userId === user.id)
        .map(({ accessLevel: level }) => ({ level, group: group.name })),
    );
    return found.sort(by(({ level }) => -level))[0];
  }

  /** Everybody once, with the highest of their levels. */
  function inherited({ own, around }: Source): Member[] {
    const found = new Map<number, Member>();
    for (const member of [own, ...around].flatMap((one) => one.members)) {
      const known = found.get(member.userId);
      if (!known || known.accessLevel < member.accessLevel) found.set(member.userId, member);
    }
    return [...found.values()];
  }

  function named({ user_id: id, username }: Asked): User {
    if (isGiven(id) === isGiven(username)) {
      const error = isGiven(id)
        ? "user_id, username are mutually exclusive"
        : "user_id, username are missing, exactly one parameter must be provided";
      throw new ApiError(400, { error });
    }
    const user = store.data.users.find((one) => one.id === id || one.username === username);
    if (!user) throw notFound("User");
    return user;
  }

  function list(call: Call, all: Member[]): Response {
    const { query, user_ids: ids, skip_users: skipped } = call.asked as unknown as Asked;
    const found = all.filter(({ userId }) => {
      const { username, name } = store.user(userId);
      const text = (query ?? "").toLowerCase();
      return (
        [username, name].some((one) => one.toLowerCase().includes(text)) &&
        (!ids?.length || ids.includes(userId)) &&
        !skipped?.includes(userId)
      );
    });
    return call.page(found.map((member) => show(call, member)));
  }

  const one = (call: Call, all: Member[]) => call.answer(show(call, direct(call, all)));

  function show(call: Call, member: Member): Values {
    const giver = store.data.users.find(({ id }) => id === member.createdById);
    return {
      ...presentUser(call.origin, store.user(member.userId)),
      access_level: member.accessLevel,
      created_at: member.createdAt,
      ...(giver ? { created_by: presentUser(call.origin, giver) } : {}),
      expires_at: member.expiresAt,
      membership_state: "active",
    };
  }
}

function direct(call: Call, all: Member[]): Member {
  const member = all.find(({ userId }) => userId === call.asked["user_id"]);
  if (!member) throw notFound();
  return member;
}

/** Nobody gives more than they have, or less than somebody has from the groups around. */
function checkLevel(asked: number, mine: number, inherited: Inherited | undefined): void {
  const validation = new Validation();
  const known = levels.some((level) => level === asked);
  validation.check("access_level", known, "is not included in the list");
  if (inherited && asked < inherited.level) {
    const [role = ""] = Object.entries(roles).find(([, level]) => level === inherited.level) ?? [];
    const access = role.charAt(0).toUpperCase() + role.slice(1);
    validation.add(
      "access_level",
      `should be greater than or equal to ${access} inherited membership from group ${inherited.group}`,
    );
  }
  validation.finish();
  if (asked > mine) throw forbidden();
}

/** A group keeps an owner. */
function checkLastOwner(own: Group | Project, member: Member): void {
  if (!("kind" in own) || member.accessLevel !== roles.owner) return;
  const others = own.members.filter((other) => other !== member);
  if (!others.some(({ accessLevel: level }) => level === roles.owner)) throw forbidden();
}
