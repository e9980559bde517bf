import { compose } from "../../fixture.ts";
import type { Case } from "../case.ts";

export const composeNamesCases: Case[] = [
  {
    rule: "compose.name",
    change: [compose, "services.app.depends_on", ["databse"]],
    says: [
      [
        "compose/shop.yaml:10:9  services.app.depends_on[0]",
        "`databse` is not a service of this file.",
        "Fix: did you mean `database`?",
      ],
    ],
  },
  {
    rule: "compose.name",
    change: [compose, "services.app.depends_on", { cache: { condition: "service_started" } }],
    says: [
      [
        "compose/shop.yaml:11:9  services.app.depends_on.cache",
        "`cache` is not a service of this file.",
        "Allowed: `database`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "compose.name",
    change: [compose, "services.database.volumes", ["data:/data", "./more:/more", "/none"]],
    says: [
      [
        "compose/shop.yaml:14:9  services.database.volumes[0]",
        "`data` is not among the `volumes` of this file.",
        "Fix: add `volumes: { data: {} }` to the file.",
      ],
    ],
  },
  {
    rule: "compose.name",
    change: [compose, "services.app.networks", ["default", "front"]],
    says: [
      [
        "compose/shop.yaml:11:9  services.app.networks[1]",
        "`front` is not among the `networks` of this file.",
        "Fix: add `networks: { front: {} }` to the file.",
      ],
    ],
  },
  {
    rule: "compose.name",
    change: [
      [compose, "services.app.secrets", ["a", { source: "b" }]],
      [compose, "secrets", { a: {} }],
    ],
    says: [
      [
        "compose/shop.yaml:11:17  services.app.secrets[1].source",
        "`b` is not among the `secrets` of this file.",
        "Fix: add `secrets: { b: {} }` to the file.",
      ],
    ],
  },
];
