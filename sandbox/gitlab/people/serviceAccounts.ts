import { randomBytes } from "node:crypto";
import type { Hono } from "hono";
import { acting } from "../acting.ts";
import { type Call, endpoint } from "../endpoint.ts";
import { notFound, refused } from "../errors.ts";
import { by } from "../lists.ts";
import type { Edition } from "../instance.ts";
import type { Group, User } from "../model.ts";
import type { Store } from "../store.ts";
import { newToken, revoke } from "./personalAccessTokens.ts";
import { presentToken } from "./tokens.ts";
import { createUser } from "./users.ts";

interface Asked {
  name?: string | null;
  username?: string | null;
  email?: string | null;
  order_by: "id" | "username";
  sort: "asc" | "desc";
}

const acted = acting<Asked>("service account")("name", "username", "email");

/** How many a Free instance, or a Free top-level group, may have. */
const limit = 100;

/**
 * Service accounts, of the instance and of top-level groups. They are a part of the Enterprise Edition,
 * without a licence too; the Community Edition has none of their endpoints.
 */
export function serviceAccounts(api: Hono, store: Store, edition: Edition): void {
  const base = "/groups/:id/service_accounts";
  const tokens = `${base}/:user_id/personal_access_tokens`;
  const serve: typeof endpoint = (to, name, handle) =>
    endpoint(to, name, (call) => {
      if (edition === "ce") throw notFound();
      return handle(call);
    });

  serve(api, "GET /service_accounts", (call) => list(call, all()));
  serve(api, "POST /service_accounts", (call) => create(call, undefined));
  serve(api, `GET ${base}`, (call) => list(call, of(group(call))));
  serve(api, `POST ${base}`, (call) => create(call, group(call)));

  serve(api, `DELETE ${base}/:user_id`, (call) => {
    const gone = one(call).id;
    const { data } = store;
    data.users = data.users.filter(({ id }) => id !== gone);
    data.tokens = data.tokens.filter(({ userId }) => userId !== gone);
    for (const thing of [...data.groups, ...data.projects]) {
      thing.members = thing.members.filter(({ userId }) => userId !== gone);
    }
    data.groups = data.groups.filter(({ ownerId }) => ownerId !== gone);
    store.save();
    return call.nothing();
  });

  serve(api, `GET ${tokens}`, (call) => {
    const { id } = one(call);
    const found = store.data.tokens.filter(({ userId }) => userId === id);
    return call.page(found.map((token) => presentToken(token)));
  });

  serve(api, `POST ${tokens}`, (call) => newToken(store, call, one(call)));

  serve(api, `DELETE ${tokens}/:token_id`, (call) => {
    const { id: userId } = one(call);
    const id = call.asked["token_id"];
    const token = store.data.tokens.find((found) => found.id === id && found.userId === userId);
    if (!token) throw notFound("Personal Access Token");
    revoke(store, token);
    return call.nothing();
  });

  const all = () => store.data.users.filter(({ kind }) => kind === "service_account");
  const of = (owner: Group) => all().filter((user) => user.of?.id === owner.id);

  function group(call: Call): Group {
    const found = store.group(call.named("id"));
    if (found.kind !== "group" || found.parentId !== null) {
      throw refused(400, "400 Bad request - Group is not a top-level group");
    }
    return found;
  }

  function one(call: Call): User {
    const id = call.asked["user_id"];
    const user = of(group(call)).find((found) => found.id === id);
    if (!user) throw notFound("User");
    return user;
  }

  function list(call: Call, users: User[]): Response {
    const { order_by: order, sort } = call.asked as unknown as Asked;
    const sorted = users.sort(by((user) => user[order]));
    return call.page((sort === "desc" ? sorted.reverse() : sorted).map(present));
  }

  /** Names that are not given are GitLab's to choose. */
  function create(call: Call, owner: Group | undefined): Response {
    if ((owner ? of(owner) : all()).length >= limit) {
      throw refused(
        403,
        "403 Forbidden - No more seats are available to create Service Account User",
      );
    }
    const asked = acted(call.asked as unknown as Asked);
    const random = randomBytes(16).toString("hex");
    const username =
      asked.username ?? `service_account${owner ? `_group_${owner.id}` : ""}_${random}`;
    const user = createUser(store, call.actor.user, {
      username,
      name: asked.name ?? "Service account user",
      email: asked.email ?? `${username}@noreply.${new URL(call.origin).hostname}`,
      kind: "service_account",
      ...(owner ? { of: { kind: "group", id: owner.id } } : {}),
    });
    return call.answer(present(user));
  }
}

function present({ id, username, name, email }: User): object {
  return { id, username, name, email };
}
