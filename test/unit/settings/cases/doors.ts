import { platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const doorsCases: Case[] = [
  {
    rule: "door.developer",
    change: [
      platform,
      "slipway:apps.shop.branches.main",
      { merge: "developer", push: "developer" },
    ],
    says: [
      [
        "Pulumi.platform.yaml:22:18  slipway:apps.shop.branches.main.merge",
        "Warning: Developers may merge into `main`, so on GitLab's Free tier each of them may open the door of `production`, for code that nobody has reviewed.",
        "Fix: write `merge: maintainer`; or protect the environment, which takes GitLab Premium.",
      ],
      [
        "Pulumi.platform.yaml:23:17  slipway:apps.shop.branches.main.push",
        "Warning: Developers may push to `main`, so on GitLab's Free tier each of them may open the door of `production`, for code that nobody has reviewed.",
        "Fix: write `push: no one`; or protect the environment, which takes GitLab Premium.",
      ],
    ],
  },
  {
    rule: "door.developer",
    change: [
      [platform, "slipway:apps.shop.branches", { "m*": { merge: "developer" }, develop: {} }],
      [platform, "slipway:environments.staging.branch", "main"],
      [platform, "slipway:environments.staging.deploy", "manual"],
    ],
    says: [
      [
        "Pulumi.platform.yaml:20:18  slipway:apps.shop.branches.m*.merge",
        "Warning: Developers may merge into `m*`, so on GitLab's Free tier each of them may open the door of `staging` and `production`, for code that nobody has reviewed.",
        "Fix: write `merge: maintainer`; or protect the environment, which takes GitLab Premium.",
      ],
    ],
  },
];
