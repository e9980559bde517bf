import type { Hono } from "hono";
import type { Edition } from "./protectedBranches.ts";
import { user } from "./store.ts";

const version = "19.0.0";

/** What the instance says of itself, and of whom the token belongs to. */
export function instance(api: Hono, edition: Edition): void {
  const metadata = {
    version: edition === "ee" ? `${version}-ee` : version,
    revision: "sandbox",
    kas: { enabled: false, externalUrl: null, externalK8sProxyUrl: null, version: null },
    enterprise: edition === "ee",
  };
  api.get("/metadata", (context) => context.json(metadata));
  api.get("/version", (context) => context.json(metadata));
  api.get("/user", (context) => context.json({ ...user, state: "active", is_admin: true }));
}
