import type { Hono } from "hono";
import { type Call, endpoint } from "../endpoint.ts";
import { notFound, refused, Validation } from "../errors.ts";
import { isGiven, type Values, without } from "../input.ts";
import { by } from "../lists.ts";
import type { User } from "../model.ts";
import { isRegistryPath, notRegistryPath } from "../registryPath.ts";
import { type Store, userNamespace } from "../store.ts";
import { presentUser, presentUserWithAdmin } from "./presentUser.ts";

interface Asked {
  name: string | null;
  username: string | null;
  email: string | null;
  password?: string | null;
  force_random_password?: boolean | null;
  reset_password?: boolean | null;
  admin?: boolean | null;
}

/** What a list of users may be asked to hold. Nobody is blocked, and nobody logs in. */
export const userFilters: Record<string, (user: User, wanted: never) => boolean> = {
  username: ({ username }, wanted: string) => username.toLowerCase() === wanted.toLowerCase(),
  search: ({ username, name, email }, wanted: string) =>
    [username, name].some((text) => text.toLowerCase().includes(wanted.toLowerCase())) ||
    email.toLowerCase() === wanted.toLowerCase(),
  active: () => true,
  blocked: (_, wanted: boolean) => !wanted,
  humans: ({ bot }, wanted: boolean) => !wanted || !bot,
  without_project_bots: ({ kind }, wanted: boolean) => !wanted || kind !== "project_bot",
  admins: ({ admin }, wanted: boolean) => !wanted || admin,
};

/** Users: people, service accounts and bots. None is known by a password here. */
export function users(api: Hono, store: Store): void {
  endpoint(api, "GET /user", (call) => {
    const { user } = call.actor;
    const shown = presentUserWithAdmin(call.origin, user);
    // Only an administrator is told whether he is one.
    return call.answer(user.admin ? shown : without(shown, "is_admin", "note", "created_by"));
  });

  endpoint(api, "GET /users", (call) => {
    const wanted = Object.entries(userFilters).filter(([name]) => isGiven(call.asked[name]));
    const found = store.data.users
      .filter((user) => wanted.every(([name, holds]) => holds(user, call.asked[name] as never)))
      .sort(by(({ id }) => -id));
    return call.page(found.map((user) => shown(call, user)));
  });

  endpoint(api, "POST /users", (call) => {
    const asked = call.asked as unknown as Asked;
    if (!isGiven(asked.password) && !asked.force_random_password && !asked.reset_password) {
      const names = "password, reset_password, force_random_password";
      throw refused(400, `${names} are missing, at least one parameter must be provided`);
    }
    const user = createUser(store, call.actor.user, {
      username: asked.username ?? "",
      name: asked.name ?? "",
      email: asked.email ?? "",
      admin: asked.admin ?? false,
    });
    return call.answer(shown(call, user));
  });

  endpoint(api, "GET /users/:id", (call) => {
    const id = Number(call.named("id"));
    const user = store.data.users.find((one) => one.id === id);
    if (!user) throw notFound("User");
    return call.answer(shown(call, user));
  });

  function shown(call: Call, user: User): Values {
    if (!call.actor.user.admin) return presentUser(call.origin, user);
    const createdBy = store.data.users.find(({ id }) => id === user.createdById);
    return presentUserWithAdmin(call.origin, user, createdBy);
  }
}

/**
 * Makes a user, with the namespace that comes with one.
 *
 * @throws ApiError 409 where a name or an address is somebody's, 400 where one can't be
 */
export function createUser(
  store: Store,
  by: User,
  asked: Pick<User, "username" | "name" | "email"> & Partial<User>,
): User {
  const { username, name, email } = asked;
  const same = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();
  if (store.data.users.some((user) => same(user.email, email))) {
    throw refused(409, "Email has already been taken");
  }
  if (store.data.groups.some(({ fullPath }) => same(fullPath, username))) {
    throw refused(409, "Username has already been taken");
  }
  const validation = new Validation();
  validation.check("name", name !== "", "can't be blank");
  validation.check("email", /^[^@\s]+@[^@\s]+$/.test(email), "is invalid");
  validation.check(
    "username",
    /^[a-zA-Z0-9_.][a-zA-Z0-9_\-.]*$/.test(username) && !/\.(git|atom)$/.test(username),
    "can contain only letters, digits, '_', '-' and '.'. Cannot start with '-', end in '.git' or end in '.atom'",
  );
  validation.check("username", isRegistryPath(username), notRegistryPath);
  validation.finish();
  const user: User = {
    admin: false,
    bot: false,
    kind: "person",
    ...asked,
    id: store.number("user"),
    createdById: by.id,
    createdAt: new Date().toISOString(),
  };
  store.data.users.push(user);
  store.data.groups.push(userNamespace(user, store.number("namespace")));
  store.save();
  return user;
}
