import { randomBytes } from "node:crypto";
import type { Hono } from "hono";
import { type Call, endpoint } from "../endpoint.ts";
import { notFound, Validation } from "../errors.ts";
import { isGiven, type Values } from "../input.ts";
import type { DeployToken } from "../model.ts";
import type { Store } from "../store.ts";
import { hashed, isActive, isExpired } from "./tokens.ts";

interface Asked {
  name: string | null;
  scopes: string[] | null;
  username?: string | null;
  expires_at?: string | null;
}

const scopes = [
  ...["read_repository", "read_registry", "write_registry", "read_virtual_registry"],
  ...["write_virtual_registry", "read_package_registry", "write_package_registry"],
];

/** Deploy tokens of a project, which belong to no user: what servers read images with. */
export function deployTokens(api: Hono, store: Store): void {
  const base = "/projects/:id/deploy_tokens";

  endpoint(api, `GET ${base}`, (call) => {
    const { active } = call.asked;
    const found = find(call).deployTokens.filter(
      (token) => !isGiven(active) || isActive(token) === active,
    );
    return call.page(found.map((token) => present(token)));
  });

  endpoint(api, `POST ${base}`, (call) => {
    const asked = call.asked as unknown as Asked;
    const secret = `gldt-${randomBytes(15).toString("base64url")}`;
    const wanted = asked.scopes ?? [];
    const validation = new Validation();
    validation.check("name", (asked.name ?? "") !== "", "can't be blank");
    validation.check("base", wanted.length > 0, "Scopes can't be blank");
    validation.check(
      "username",
      !asked.username || /^[a-zA-Z0-9._+-]+$/.test(asked.username),
      "can contain only letters, digits, '_', '-', '+', and '.'",
    );
    validation.finish();
    const id = store.number("deploy token");
    const token: DeployToken = {
      id,
      name: asked.name ?? "",
      username: asked.username || `gitlab+deploy-token-${id}`,
      hash: hashed(secret),
      scopes: scopes.filter((scope) => wanted.includes(scope)),
      expiresAt: asked.expires_at?.slice(0, 10) || null,
      revoked: false,
      createdAt: new Date().toISOString(),
    };
    find(call).deployTokens.push(token);
    store.save();
    return call.answer({ ...present(token), token: secret });
  });

  endpoint(api, `GET ${base}/:token_id`, (call) => call.answer(present(one(call))));

  endpoint(api, `DELETE ${base}/:token_id`, (call) => {
    one(call).revoked = true;
    store.save();
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));

  function one(call: Call): DeployToken {
    const token = find(call).deployTokens.find(({ id }) => id === call.asked["token_id"]);
    if (!token) throw notFound("DeployToken");
    return token;
  }
}

function present(token: DeployToken): Values {
  return {
    id: token.id,
    name: token.name,
    username: token.username,
    expires_at: token.expiresAt,
    scopes: token.scopes,
    revoked: token.revoked,
    expired: isExpired(token),
  };
}
