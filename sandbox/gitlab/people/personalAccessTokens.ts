import type { Hono } from "hono";
import { acting } from "../acting.ts";
import { type Call, endpoint } from "../endpoint.ts";
import { forbidden, notFound, refused, Validation } from "../errors.ts";
import { isGiven } from "../input.ts";
import { filter, type Filters } from "../lists.ts";
import type { Token, User } from "../model.ts";
import type { Store } from "../store.ts";
import { createToken, isActive, presentToken, scopes } from "./tokens.ts";

interface Asked {
  name: string | null;
  description?: string | null;
  scopes: string[] | null;
  expires_at?: string | null;
}

const day = (moment: string | null) => Date.parse(moment ?? "") || undefined;

/** Whether a moment is on one side of another; one that there is none of is on neither. */
function side(which: "before" | "after", moment: string | null, wanted: string): boolean {
  const [own, other] = [day(moment), day(wanted)];
  if (own === undefined || other === undefined) return false;
  return which === "before" ? own < other : own > other;
}

const acted = acting<Asked>("token")("name", "description", "scopes", "expires_at");

/** What a list of tokens may be asked to hold. */
export const tokenFilters: Filters<Token> = {
  user_id: ({ userId }, wanted: number) => userId === wanted,
  revoked: (token, wanted: boolean) => token.revoked === wanted,
  state: (token, wanted: string) => isActive(token) === (wanted === "active"),
  search: ({ name }, wanted: string) => name.toLowerCase().includes(wanted.toLowerCase()),
  created_before: ({ createdAt }, wanted: string) => side("before", createdAt, wanted),
  created_after: ({ createdAt }, wanted: string) => side("after", createdAt, wanted),
  last_used_before: ({ lastUsedAt }, wanted: string) => side("before", lastUsedAt, wanted),
  last_used_after: ({ lastUsedAt }, wanted: string) => side("after", lastUsedAt, wanted),
  expires_before: ({ expiresAt }, wanted: string) => side("before", expiresAt, wanted),
  expires_after: ({ expiresAt }, wanted: string) => side("after", expiresAt, wanted),
};

/** Personal access tokens: an administrator makes them for others; everyone sees and revokes theirs. */
export function personalAccessTokens(api: Hono, store: Store): void {
  endpoint(api, "POST /users/:user_id/personal_access_tokens", (call) => {
    const user = store.user(call.asked["user_id"] as number);
    return newToken(store, call, user);
  });

  endpoint(api, "GET /personal_access_tokens", (call) => {
    const { user } = call.actor;
    const of = call.asked["user_id"];
    if (isGiven(of) && of !== user.id && !user.admin) throw forbidden();
    const seen = store.data.tokens.filter(({ userId }) => user.admin || userId === user.id);
    const found = filter(seen, tokenFilters, call.asked, {});
    return call.page(found.map((token) => presentToken(token)));
  });

  endpoint(api, "GET /personal_access_tokens/self", (call) => call.answer(presentToken(own(call))));

  endpoint(api, "DELETE /personal_access_tokens/self", (call) => {
    revoke(store, own(call));
    return call.nothing();
  });

  endpoint(api, "GET /personal_access_tokens/:id", (call) => call.answer(presentToken(one(call))));

  endpoint(api, "DELETE /personal_access_tokens/:id", (call) => {
    revoke(store, one(call));
    return call.nothing();
  });

  function own(call: Call): Token {
    const { token } = call.actor;
    if (!token) throw notFound("Personal Access Token");
    return token;
  }

  /** A token by its number. Others' are an administrator's to see. */
  function one(call: Call): Token {
    const { user } = call.actor;
    const token = store.data.tokens.find(({ id }) => id === Number(call.named("id")));
    if (token && (user.admin || token.userId === user.id)) return token;
    throw user.admin ? notFound("Personal Access Token") : forbidden();
  }
}

/** Makes a token that is asked for, and answers with it. @throws ApiError 400 */
export function newToken(store: Store, call: Call, user: User): Response {
  const { token, secret } = createToken(store, user, checkedToken(call));
  return call.answer(presentToken(token, secret));
}

/**
 * What is asked of a new token.
 *
 * @throws ApiError 400 for a scope that there is none of, or a day that has been
 */
export function checkedToken(call: Call): Parameters<typeof createToken>[2] {
  const asked = acted(call.asked as unknown as Asked);
  const wanted = asked.scopes ?? [];
  const expiresAt = asked.expires_at?.slice(0, 10) ?? inAYear();
  const validation = new Validation();
  validation.check("scopes", wanted.length > 0, "can't be blank");
  validation.check(
    "scopes",
    wanted.every((scope) => scopes.includes(scope)),
    "can only contain available scopes",
  );
  validation.check("name", (asked.name ?? "") !== "", "can't be blank");
  if (expiresAt <= new Date().toISOString().slice(0, 10)) {
    throw refused(400, "400 Bad request - Expiration date must be in the future");
  }
  validation.finish();
  const { name, description = null } = asked;
  return { name: name ?? "", description, scopes: wanted, expiresAt };
}

export function revoke(store: Store, token: Token): void {
  token.revoked = true;
  store.save();
}

/** Since GitLab 16 a token that says no end has one. */
function inAYear(): string {
  return new Date(Date.now() + 365 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}
