import type { Hono } from "hono";
import { endpoint } from "./endpoint.ts";

/** Community Edition, or Enterprise Edition without a licence, as GitLab.com's Free tier is. */
export type Edition = "ce" | "ee";

const version = "19.0.0";

/** What the instance says of itself. */
export function instance(api: Hono, edition: Edition): void {
  const metadata = {
    version: edition === "ee" ? `${version}-ee` : version,
    revision: "sandbox",
    kas: { enabled: false, externalUrl: null, externalK8sProxyUrl: null, version: null },
    enterprise: edition === "ee",
  };
  endpoint(api, "GET /metadata", (call) => call.answer(metadata));
  endpoint(api, "GET /version", (call) => call.answer(metadata));
}
