import { compose, production } from "../../fixture.ts";
import type { Case } from "../case.ts";

export const composePortsCases: Case[] = [
  {
    rule: "compose.port",
    change: [compose, "services.database.ports", [{ target: 5432, published: 3000 }]],
    says: [
      [
        "Pulumi.staging.yaml:67:16  slipway:apps.shop.compose",
        "Port 3000 of staging.example.com is published by `database` of `shop` on `staging` and by `app` of `shop` on `staging`.",
        "Fix: publish another port: `ports: [127.0.0.1:${PORT}:3000]`, with `PORT` in each `env`.",
      ],
    ],
  },
  {
    rule: "compose.port",
    change: [
      [production, "slipway:servers.prod-1.address", "staging.example.com"],
      ["compose/prod.yaml", "services.app.ports", ["${PORT:-3000}:80"]],
    ],
    says: [
      [
        "Pulumi.production.yaml:60:16  slipway:apps.shop.compose",
        "Port 3000 of staging.example.com is published by `app` of `shop` on `production` and by `app` of `shop` on `staging`.",
        "Fix: publish another port: `ports: [127.0.0.1:${PORT}:3000]`, with `PORT` in each `env`.",
      ],
    ],
  },
];
