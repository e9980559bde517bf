import { createHash, randomBytes } from "node:crypto";
import type { Token, User } from "../model.ts";
import { root, type Store } from "../store.ts";
import { isCurrent } from "./roles.ts";

/** The scopes that a personal access token may have (`Gitlab::Auth.all_available_scopes`). */
export const scopes = [
  ...["api", "read_api", "read_user", "create_runner", "manage_runner", "k8s_proxy"],
  ...["self_rotate", "read_repository", "write_repository", "read_registry", "write_registry"],
  ...["ai_features", "sudo", "admin_mode", "read_service_ping"],
];

/** What is kept of a token in place of itself. */
export function hashed(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Makes a token, which only the answer to this ever tells. */
export function createToken(
  store: Store,
  user: User,
  asked: { name: string; description?: string | null; scopes: string[]; expiresAt: string | null },
): { token: Token; secret: string } {
  const secret = `glpat-${randomBytes(15).toString("base64url")}`;
  const token: Token = {
    id: store.number("token"),
    userId: user.id,
    name: asked.name,
    description: asked.description ?? null,
    hash: hashed(secret),
    scopes: asked.scopes,
    expiresAt: asked.expiresAt,
    revoked: false,
    createdAt: new Date().toISOString(),
    lastUsedAt: null,
  };
  store.data.tokens.push(token);
  store.save();
  return { token, secret };
}

/** The token that the server is started with: root's, for everything, in place of the last such one. */
export function keepStartToken(store: Store, secret: string): void {
  const name = "the token the sandbox was started with";
  const current = store.data.tokens.find(
    (token) => token.userId === root.id && token.name === name,
  );
  const hash = hashed(secret);
  if (current) Object.assign(current, { hash, revoked: false });
  else {
    store.data.tokens.push({
      id: store.number("token"),
      userId: root.id,
      name,
      description: null,
      hash,
      scopes: [...scopes],
      expiresAt: null,
      revoked: false,
      createdAt: new Date().toISOString(),
      lastUsedAt: null,
    });
  }
}

export function isExpired({ expiresAt }: { expiresAt: string | null }): boolean {
  return !isCurrent(expiresAt);
}

export function isActive(token: { expiresAt: string | null; revoked: boolean }): boolean {
  return !token.revoked && !isExpired(token);
}

/** A token as GitLab shows it: never what it reads as, but for the one who just made it. */
export function presentToken(token: Token, secret?: string): object {
  return {
    id: token.id,
    name: token.name,
    revoked: token.revoked,
    created_at: token.createdAt,
    description: token.description,
    scopes: token.scopes,
    user_id: token.userId,
    last_used_at: token.lastUsedAt,
    active: isActive(token),
    expires_at: token.expiresAt,
    last_used_ips: [],
    ...(secret === undefined ? {} : { token: secret }),
  };
}
