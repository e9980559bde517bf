import { app } from "./app.ts";
import { keys } from "./keys.ts";
import { appName, serverName } from "./names.ts";
import { group, map } from "./parts.ts";
import { registry, server } from "./server.ts";
import { gitlabSettings, version } from "./shared.ts";

/** An environment's settings: its own values only. */

export const environment = group(
  {
    ...gitlabSettings,
    "slipway:version": version,
    "slipway:servers": map(
      { called: "server", rules: ["server.name"], check: serverName, pattern: "^[a-z][a-z0-9-]*$" },
      server,
      {
        description: "The environment's servers.",
        example: "{ prod-1: { address: prod.example.com, hostKey: ssh-ed25519 AAAA… } }",
      },
    ).default({}),
    "slipway:keys": keys,
    "slipway:registry": registry.optional(),
    "slipway:apps": map(
      { called: "app", rules: ["app.name"], check: appName, pattern: "^[a-z][a-z0-9-]*$" },
      app,
      {
        description: "The apps that run here.",
        example: "{ shop: { servers: [prod-1], compose: compose/shop.yaml } }",
        rules: ["app.name", "app.unknown", "compose.project-twice"],
      },
    ).default({}),
  },
  { description: "An environment's settings: `config` of `Pulumi.<environment>.yaml`." },
);
