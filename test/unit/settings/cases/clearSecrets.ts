import { compose, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const clearSecretsCases: Case[] = [
  {
    rule: "secret.clear",
    change: [
      [staging, "slipway:apps.shop.env.GITLAB", "glpat-canary0canary0canary"],
      [staging, "slipway:apps.shop.env.DATABASE", "postgres://shop:canary@database/shop"],
      [staging, "slipway:apps.shop.env.MAIL", "smtp://mail@example.com"],
      [staging, "slipway:apps.shop.pipeline.variables.SLACK", "xoxb-1234567890-canary"],
      [
        staging,
        "slipway:apps.shop.pipeline.variables.AWS",
        { value: "AKIACANARYCANARY0000", masked: true },
      ],
    ],
    says: [
      [
        "Pulumi.staging.yaml:79:17  slipway:apps.shop.env.GITLAB",
        "Warning: A GitLab token stands here in clear.",
        "Fix: take the line out, and run `npx slipway secret set staging shop GITLAB`. Replace the secret itself: this one may have been seen.",
      ],
      [
        "Pulumi.staging.yaml:80:19  slipway:apps.shop.env.DATABASE",
        "Warning: An address with a password in it stands here in clear.",
        "Fix: take the line out, and run `npx slipway secret set staging shop DATABASE`. Replace the secret itself: this one may have been seen.",
      ],
      [
        "Pulumi.staging.yaml:99:18  slipway:apps.shop.pipeline.variables.SLACK",
        "Warning: A Slack token stands here in clear.",
        "Fix: run `npx slipway secret set staging slipway:apps.shop.pipeline.variables.SLACK`. Replace the secret itself: this one may have been seen.",
      ],
      [
        "Pulumi.staging.yaml:101:20  slipway:apps.shop.pipeline.variables.AWS.value",
        "Warning: An AWS access key stands here in clear.",
        "Fix: run `npx slipway secret set staging slipway:apps.shop.pipeline.variables.AWS.value`. Replace the secret itself: this one may have been seen.",
      ],
    ],
  },
  {
    rule: "secret.clear",
    change: [
      [compose, "services.app.environment.STRIPE", "sk_live_canary0canary0canary"],
      [compose, "services.app.environment.URL", "postgres://shop:${DB_PASSWORD}@database/shop"],
    ],
    says: [
      [
        "compose/shop.yaml:10:15  services.app.environment.STRIPE",
        "Warning: A Stripe key stands here in clear.",
        "Fix: write `${NAME}` in its place, and run `npx slipway secret set staging shop NAME`. Replace the secret itself: this one may have been seen.",
      ],
    ],
  },
];
