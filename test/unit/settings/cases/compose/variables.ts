import { compose, production } from "../../fixture.ts";
import type { Case } from "../case.ts";

export const composeVariablesCases: Case[] = [
  {
    rule: "compose.variable",
    change: [compose, "services.database.environment.PASSWORD", "${DB_PASSWRD}"],
    says: [
      [
        "compose/shop.yaml:12:17  services.database.environment.PASSWORD",
        "`DB_PASSWRD` has no value for `shop` on `staging`.",
        "Fix: did you mean `DB_PASSWORD`?",
      ],
    ],
  },
  {
    rule: "compose.variable",
    change: [compose, "services.database.environment.PASSWORD", "pa$word"],
    says: [
      [
        "compose/shop.yaml:12:17  services.database.environment.PASSWORD",
        "`word` has no value for `shop` on `staging`.",
        "Fix: add it to `env` or `secrets`, give it a default (`${word:-…}`), or write `$$` for a `$`.",
      ],
    ],
  },
  {
    // Two environments run it: told once.
    rule: "compose.variable",
    change: [
      [production, "slipway:apps.shop.compose", "compose/shop.yaml"],
      [compose, "services.app.environment", { KEY: "${KEY}" }],
    ],
    says: [
      [
        "compose/shop.yaml:6:9  services.app.ports[0]",
        "`PORT` has no value for `shop` on `production`.",
        "Fix: add it to `env` or `secrets`, give it a default (`${PORT:-…}`), or write `$$` for a `$`.",
      ],
      [
        "compose/shop.yaml:8:9  services.app.volumes[0]",
        "`app.conf` is not among the `files` of `shop` on `production`.",
        "Fix: add `app.conf: <path in this repository>` to them.",
      ],
      [
        "compose/shop.yaml:10:12  services.app.environment.KEY",
        "`KEY` has no value for `shop` on `production` and `staging`.",
        "Fix: add it to `env` or `secrets`, give it a default (`${KEY:-…}`), or write `$$` for a `$`.",
      ],
      [
        "compose/shop.yaml:14:17  services.database.environment.PASSWORD",
        "`DB_PASSWORD` has no value for `shop` on `production`.",
        "Fix: add it to `env` or `secrets`, give it a default (`${DB_PASSWORD:-…}`), or write `$$` for a `$`.",
      ],
    ],
  },
];
