import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import type { Project } from "../model.ts";
import { type Actor, actorOfPassword, basicCredentials } from "../people/actor.ts";
import type { Store } from "../store.ts";
import { type Action, abilities, allows, isProtected } from "./rights.ts";
import { issuer, signed } from "./signing.ts";

/** The service that GitLab's registry calls itself when it sends a client here. */
export const service = "container_registry";

/** How long a token is good for, in seconds: GitLab's default. */
const lifetime = 5 * 60;

/** What a client may do in one place, as the registry reads it in a token. */
interface Access {
  type: string;
  name: string;
  actions: string[];
}

/**
 * Where a registry sends its clients for a token (`JwtController` and
 * `Auth::ContainerRegistryAuthenticationService`): who may pull, push and delete what. A scope that is
 * not granted is left out of the token, and the registry then says that it is denied.
 */
export function registryTokens(app: Hono, store: Store): void {
  // Docker asks by POST first; GitLab's routes answer so, and it asks again.
  app.post("/jwt/auth", (context) => context.body(null, 404));
  app.get("/jwt/auth", (context) => {
    const { searchParams: asked } = new URL(context.req.url);
    if (asked.get("service") !== service) return context.body(null, 404);
    const given = basicCredentials(context);
    const actor = given && actorOfPassword(store, ...given);
    if (given && !actor) return answerError(context, 401, "UNAUTHORIZED", accessDenied);
    if (abilities(actor).size === 0) return answerError(context, 403, "DENIED", forbidden);

    const scopes = asked.getAll("scope").flatMap((scope) => scope.split(" "));
    const found = scopes.flatMap((scope) => grant(store, actor, scope) ?? []);
    if (found.length === 0 && !actor) return answerError(context, 403, "DENIED", forbidden);
    const closed = found.some(({ project, access: { name, actions } }) => {
      const pushes = actions.some((action) => ["push", "*"].includes(action));
      return project && pushes && isProtected(store, actor, project, name, "push");
    });
    if (closed) return answerError(context, 403, "DENIED", pathProtected);

    const access = found.map((one) => one.access);
    return context.json({ token: token(store.folder, actor, access) });
  });
}

const accessDenied =
  "HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect or you're required to use a token instead of a password. If a token was provided, it was either incorrect, expired, or improperly scoped.";
const forbidden = "access forbidden";
const pathProtected = "Pushing to protected repository path forbidden";

function answerError(context: Context, status: 401 | 403, code: string, message: string): Response {
  return context.json({ errors: [{ code, message }] }, status);
}

/** What is granted of a scope: `repository:acme/shop/release:pull,push`. */
function grant(
  store: Store,
  actor: Actor | undefined,
  scope: string,
): { access: Access; project?: Project } | undefined {
  const [, type = "", name = "", list = ""] = /^([^:]+):(.+):([^:]*)$/.exec(scope) ?? [];
  const asked = list.split(",");
  if (type === "registry") {
    const isAdministrators = actor?.user.admin && !actor.job && !actor.deployToken;
    if (!isAdministrators || name !== "catalog" || list !== "*") return undefined;
    return { access: { type, name, actions: ["*"] } };
  }
  const project = type === "repository" ? projectOf(store, name) : undefined;
  if (!project) return undefined;
  const actions = asked.filter((action) => {
    if (!allows(store, actor, project, action as Action)) return false;
    // GitLab's pages promise it of the rule; of its code only the API and the pages keep it for sure.
    return action !== "delete" || !isProtected(store, actor, project, name, "delete");
  });
  return actions.length > 0 ? { access: { type, name, actions }, project } : undefined;
}

/** The project that a repository belongs to: its path, or the path and up to three names behind it. */
function projectOf(store: Store, name: string): Project | undefined {
  const parts = name.split("/");
  for (let length = parts.length; length >= Math.max(2, parts.length - 3); length -= 1) {
    const path = parts.slice(0, length).join("/");
    const found = store.data.projects.find(
      (project) => store.fullPath(project).toLowerCase() === path,
    );
    if (found) return found;
  }
  return undefined;
}

function token(folder: string, actor: Actor | undefined, access: Access[]): string {
  const now = Math.floor(Date.now() / 1000);
  return signed(folder, {
    iss: issuer,
    aud: service,
    sub: actor?.user.username ?? "",
    jti: randomUUID(),
    iat: now,
    nbf: now - 5,
    exp: now + lifetime,
    access,
  });
}
