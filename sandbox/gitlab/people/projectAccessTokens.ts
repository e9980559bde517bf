import { randomBytes } from "node:crypto";
import type { Hono } from "hono";
import { type Call, endpoint } from "../endpoint.ts";
import { notFound, refused } from "../errors.ts";
import { isGiven } from "../input.ts";
import type { Project, Token, User } from "../model.ts";
import { memberOf, type Store } from "../store.ts";
import { checkedToken, revoke } from "./personalAccessTokens.ts";
import { accessLevel, roles } from "./roles.ts";
import { createToken, isActive, presentToken } from "./tokens.ts";
import { createUser } from "./users.ts";

/** Tokens that belong to a project: each is a bot's, a member with the role it was made for. */
export function projectAccessTokens(api: Hono, store: Store): void {
  const base = "/projects/:id/access_tokens";

  endpoint(api, `GET ${base}`, (call) => {
    const { state } = call.asked;
    const found = tokensOf(find(call)).filter(
      ({ token }) => !isGiven(state) || isActive(token) === (state === "active"),
    );
    return call.page(found.map((one) => show(find(call), one)));
  });

  endpoint(api, `POST ${base}`, (call) => {
    const project = find(call);
    const { user } = call.actor;
    const level = (call.asked["access_level"] ?? roles.maintainer) as number;
    if (user.kind === "project_bot") {
      throw problem("User does not have permission to create project access token");
    }
    if (level > accessLevel(store, user, project)) {
      throw problem("Could not provision owner access to project access token");
    }
    const asked = checkedToken(call);
    const username = `project_${project.id}_bot_${randomBytes(16).toString("hex")}`;
    const bot = createUser(store, user, {
      username,
      name: asked.name,
      email: `${username}@noreply.${new URL(call.origin).hostname}`,
      bot: true,
      kind: "project_bot",
      of: { kind: "project", id: project.id },
    });
    project.members.push({ ...memberOf(bot, level, user), expiresAt: asked.expiresAt });
    const { token, secret } = createToken(store, bot, asked);
    return call.answer({ ...show(project, { token, bot }), token: secret });
  });

  endpoint(api, `GET ${base}/:token_id`, (call) => call.answer(show(find(call), one(call))));

  endpoint(api, `DELETE ${base}/:token_id`, (call) => {
    const project = find(call);
    const { token, bot } = one(call);
    project.members = project.members.filter(({ userId }) => userId !== bot.id);
    revoke(store, token);
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));

  function tokensOf(project: Project): { token: Token; bot: User }[] {
    return store.data.users
      .filter(({ kind, of }) => kind === "project_bot" && of?.id === project.id)
      .flatMap((bot) =>
        store.data.tokens
          .filter(({ userId }) => userId === bot.id)
          .map((token) => ({ token, bot })),
      );
  }

  function one(call: Call): { token: Token; bot: User } {
    const found = tokensOf(find(call)).find(({ token }) => token.id === call.asked["token_id"]);
    if (!found) throw notFound();
    return found;
  }

  function show(project: Project, { token, bot }: { token: Token; bot: User }): object {
    const member = project.members.find(({ userId }) => userId === bot.id);
    return {
      ...presentToken(token),
      access_level: member?.accessLevel ?? null,
      resource_type: "project",
      resource_id: project.id,
    };
  }
}

function problem(words: string): Error {
  return refused(400, `400 Bad request - ${words}`);
}
