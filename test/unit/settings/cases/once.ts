import { compose, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const onceCases: Case[] = [
  {
    rule: "service.unknown",
    change: [staging, "slipway:apps.shop.once", ["database", "migrat"]],
    says: [["", ""]],
  },
  {
    rule: "service.profiles",
    change: [
      [compose, "services.migrate", { image: "${IMAGE}", profiles: ["tools"] }],
      [staging, "slipway:apps.shop.once", ["migrate"]],
    ],
    says: [["", ""]],
  },
  {
    rule: "shape.twice",
    change: [staging, "slipway:apps.shop.once", ["database", "database"]],
    says: [["", ""]],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.once", "database"],
    says: [["", ""]],
  },
];
