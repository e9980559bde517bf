import type { Context } from "hono";
import { ApiError, notFound } from "../errors.ts";
import type { DeployToken, Project, Token, User } from "../model.ts";
import type { RunningJob, Store } from "../store.ts";
import { hashed, isExpired } from "./tokens.ts";

/** Who asks, and what their token is good for. */
export interface Actor {
  user: User;
  scopes: string[];
  token?: Token;
  /** The job whose token it is. It has the user's rights where job tokens reach. */
  job?: RunningJob;
  /** In place of a user: what belongs to a project, and reads its code or its registry. */
  deployToken?: { of: Project; token: DeployToken };
}

/** What a job's token is good for, within what the table of permissions lets job tokens do. */
const jobScopes = ["api", "read_repository", "write_repository", "read_registry", "write_registry"];

/**
 * Who sends a request to the API: `PRIVATE-TOKEN`, `Authorization: Bearer`, or `JOB-TOKEN`. Nobody, if
 * there is no token. In a query, where GitLab takes one too, it would be kept with the requests.
 *
 * @throws ApiError 401 if there is one and it is good for nothing
 */
export function actorOf(store: Store, context: Context): Actor | undefined {
  const header = context.req.header("authorization") ?? "";
  const bearer = /^Bearer (.*)$/is.exec(header)?.[1]?.trim();
  const own = context.req.header("private-token") ?? bearer;
  const job = context.req.header("job-token");
  const given = own ?? job ?? (header === "" ? undefined : "");
  if (given === undefined) return undefined;
  const actor =
    (own === undefined ? undefined : actorOfToken(store, own)) ?? jobActor(store, given);
  if (!actor) throw unauthorized();
  return sudo(store, actor, context.req.header("sudo") ?? context.req.query("sudo"));
}

/**
 * An administrator may act as anybody, by number or name.
 *
 * @throws ApiError 403 or 404
 */
function sudo(store: Store, actor: Actor, name: string | undefined): Actor {
  if (name === undefined) return actor;
  const refuse = (reason: string) => new ApiError(403, { message: `403 Forbidden - ${reason}` });
  if (!actor.user.admin) throw refuse("Must be admin to use sudo");
  if (!actor.scopes.includes("sudo")) throw refuse("Token must be allowed to use sudo");
  const user = store.data.users.find(({ id, username }) => username === name || `${id}` === name);
  if (!user) throw notFound(`User with ID or username '${name}'`);
  return { ...actor, user };
}

/**
 * Who a name and a password stand for, where git or a registry's client asks for them: a token as the
 * password, a deploy token with its own user name, or a job's token as `gitlab-ci-token`.
 */
export function actorOfPassword(
  store: Store,
  username: string,
  password: string,
): Actor | undefined {
  if (username === "gitlab-ci-token") return jobActor(store, password);
  try {
    return actorOfToken(store, password) ?? deployActor(store, username, password);
  } catch {
    return undefined;
  }
}

/** What `Authorization: Basic` says, if it is there. */
export function basicCredentials(context: Context): [string, string] | undefined {
  const [, encoded] = /^Basic\s+(\S+)$/i.exec(context.req.header("authorization") ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon === -1 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
}

/** @throws ApiError 401 with the reason, if the token was good once */
function actorOfToken(store: Store, secret: string): Actor | undefined {
  const hash = hashed(secret);
  const token = store.data.tokens.find((one) => one.hash === hash);
  const user = store.data.users.find(({ id }) => id === token?.userId);
  if (!token || !user) return undefined;
  if (token.revoked) {
    throw invalid("Token was revoked. You have to re-authorize from the user.");
  }
  if (isExpired(token)) {
    throw invalid("Token is expired. You can either do re-authorization or token refresh.");
  }
  token.lastUsedAt = new Date().toISOString();
  return { user, scopes: token.scopes, token };
}

function jobActor(store: Store, secret: string): Actor | undefined {
  const job = secret === "" ? undefined : store.jobOfToken(secret);
  const user = store.data.users.find(({ id }) => id === job?.userId);
  return job && user ? { user, scopes: jobScopes, job } : undefined;
}

function deployActor(store: Store, username: string, secret: string): Actor | undefined {
  const hash = hashed(secret);
  for (const of of store.data.projects) {
    const token = of.deployTokens.find((one) => one.hash === hash && one.username === username);
    if (!token || token.revoked || isExpired(token)) continue;
    return { user: nobody(token), scopes: token.scopes, deployToken: { of, token } };
  }
  return undefined;
}

/** A deploy token has no user: what it may do is its project's and its scopes' to say. */
function nobody({ username, name, createdAt }: DeployToken): User {
  return {
    id: 0,
    username,
    name,
    email: "",
    admin: false,
    bot: true,
    kind: "project_bot",
    createdById: null,
    createdAt,
  };
}

export function unauthorized(): ApiError {
  return new ApiError(401, { message: "401 Unauthorized" });
}

function invalid(description: string): ApiError {
  return new ApiError(401, { error: "invalid_token", error_description: description });
}
