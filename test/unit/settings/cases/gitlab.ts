import { absent, platform, production, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const gitlabCases: Case[] = [
  {
    rule: "shape.missing",
    change: [platform, "gitlab:baseUrl", absent],
    says: [
      [
        "Pulumi.platform.yaml:1:1  gitlab:baseUrl",
        "`gitlab:baseUrl` is missing.",
        "Fix: add `gitlab:baseUrl: <the API's address>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "gitlab:baseUrl", []],
    says: [
      [
        "Pulumi.platform.yaml:2:19  gitlab:baseUrl",
        "A list stands where text belongs.",
        "Allowed: the API's address.",
      ],
    ],
  },
  {
    rule: "gitlab.base-url",
    change: [
      [platform, "gitlab:baseUrl", "gitlab.example.com"],
      [staging, "gitlab:baseUrl", "gitlab.example.com"],
      [production, "gitlab:baseUrl", "gitlab.example.com"],
    ],
    says: [
      [
        "Pulumi.platform.yaml:2:19  gitlab:baseUrl",
        '"gitlab.example.com" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
      [
        "Pulumi.production.yaml:2:19  gitlab:baseUrl",
        '"gitlab.example.com" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        '"gitlab.example.com" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
    ],
  },
  {
    rule: "gitlab.base-url",
    change: [
      [platform, "gitlab:baseUrl", "https://gitlab.example.com/api/v4"],
      [staging, "gitlab:baseUrl", "https://gitlab.example.com/api/v4"],
      [production, "gitlab:baseUrl", "https://gitlab.example.com/api/v4"],
    ],
    says: [
      [
        "Pulumi.platform.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com/api/v4" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
      [
        "Pulumi.production.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com/api/v4" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com/api/v4" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
    ],
  },
  {
    rule: "gitlab.base-url",
    change: [
      [platform, "gitlab:baseUrl", "https://gitlab.example.com"],
      [staging, "gitlab:baseUrl", "https://gitlab.example.com"],
      [production, "gitlab:baseUrl", "https://gitlab.example.com"],
    ],
    says: [
      [
        "Pulumi.platform.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
      [
        "Pulumi.production.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "gitlab:token", []],
    says: [
      [
        "Pulumi.platform.yaml:23:17  gitlab:token",
        "A list stands where an encrypted value belongs.",
        "Fix: run `npx slipway secret set platform gitlab:token`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [platform, "gitlab:token", "canary-token"],
    says: [
      [
        "Pulumi.platform.yaml:23:17  gitlab:token",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set platform gitlab:token`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "gitlab:baseurl", "https://gitlab.example.com/api/v4/"],
    says: [
      [
        "Pulumi.staging.yaml:101:3  gitlab:baseurl",
        "`gitlab:baseurl` is not a setting here.",
        "Fix: did you mean `gitlab:baseUrl`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "gitlab:baseUrl", absent],
    says: [
      [
        "Pulumi.staging.yaml:1:1  gitlab:baseUrl",
        "`gitlab:baseUrl` is missing.",
        "Fix: add `gitlab:baseUrl: <the API's address>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "gitlab:baseUrl", {}],
    says: [
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        "A map stands where text belongs.",
        "Allowed: the API's address.",
      ],
    ],
  },
  {
    rule: "gitlab.base-url",
    change: [staging, "gitlab:baseUrl", "https://gitlab.example.com/api/v3/"],
    says: [
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com/api/v3/" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
    ],
  },
  {
    rule: "gitlab.one",
    change: [staging, "gitlab:baseUrl", "https://gitlab.example.org/api/v4/"],
    says: [
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.org/api/v4/" is not the GitLab of Pulumi.platform.yaml.',
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
    ],
  },
  {
    rule: "gitlab.one",
    change: [platform, "gitlab:baseUrl", "https://gitlab.example.org/api/v4/"],
    says: [
      [
        "Pulumi.production.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com/api/v4/" is not the GitLab of Pulumi.platform.yaml.',
        "Fix: write `https://gitlab.example.org/api/v4/`.",
      ],
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com/api/v4/" is not the GitLab of Pulumi.platform.yaml.',
        "Fix: write `https://gitlab.example.org/api/v4/`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "gitlab:token", 5],
    says: [
      [
        "Pulumi.staging.yaml:101:17  gitlab:token",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set staging gitlab:token`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "gitlab:token", {}],
    says: [
      [
        "Pulumi.staging.yaml:101:17  gitlab:token",
        "A map stands where an encrypted value belongs.",
        "Fix: run `npx slipway secret set staging gitlab:token`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "gitlab:token", "canary-token"],
    says: [
      [
        "Pulumi.staging.yaml:101:17  gitlab:token",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set staging gitlab:token`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
];
