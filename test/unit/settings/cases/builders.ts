import { platform } from "../fixture.ts";
import type { Change } from "../fixture.ts";
import type { Case } from "./case.ts";

const published: Change = [
  platform,
  "slipway:tool",
  `registry.example.com/acme/pipelines/slipway@sha256:${"a".repeat(64)}`,
];

const kept: Change = [
  platform,
  "slipway:pipelines",
  { project: "acme/pipelines", ephemeral: true },
];

export const buildersCases: Case[] = [
  {
    rule: "shape.choice",
    change: [platform, "slipway:apps.shop.build", { builder: "kaniko" }],
    says: [
      [
        "Pulumi.platform.yaml:24:18  slipway:apps.shop.build.builder",
        '"kaniko" is not one of the choices.',
        "Allowed: `buildkit`, `docker-in-docker` or `docker`.",
      ],
    ],
  },
  {
    rule: "build.privileged",
    change: [platform, "slipway:apps.shop.build", { builder: "docker" }],
    says: [
      [
        "Pulumi.platform.yaml:24:18  slipway:apps.shop.build.builder",
        "`docker` makes whoever pushes a branch root on the runner, and what runs there next is theirs.",
        "Allowed: `buildkit`; or `docker-in-docker` and `docker` on runners that are thrown away after each job.",
        "Fix: take the line out, or say `ephemeral: true` under `slipway:pipelines` if the runner of `others` is.",
      ],
    ],
  },
  {
    rule: "build.privileged",
    change: [
      platform,
      "slipway:apps.shop.build",
      { builder: "docker-in-docker", daemon: "docker:29-dind" },
    ],
    says: [
      [
        "Pulumi.platform.yaml:24:18  slipway:apps.shop.build.builder",
        "`docker-in-docker` makes whoever pushes a branch root on the runner, and what runs there next is theirs.",
        "Allowed: `buildkit`; or `docker-in-docker` and `docker` on runners that are thrown away after each job.",
        "Fix: take the line out, or say `ephemeral: true` under `slipway:pipelines` if the runner of `others` is.",
      ],
    ],
  },
  {
    rule: "build.daemon",
    change: [
      published,
      kept,
      [platform, "slipway:apps.shop.build", { builder: "docker-in-docker" }],
    ],
    says: [
      [
        "Pulumi.platform.yaml:24:18  slipway:apps.shop.build.builder",
        "`docker-in-docker` runs a daemon beside the job, and its image is not said.",
        "Fix: add `daemon: docker:29-dind@sha256:…` beside it.",
      ],
    ],
  },
  {
    rule: "image.reference",
    change: [platform, "slipway:apps.shop.build", { daemon: "docker 29" }],
    says: [
      [
        "Pulumi.platform.yaml:24:17  slipway:apps.shop.build.daemon",
        '"docker 29" is not an image.',
        "Allowed: an image's name with a tag or a digest, such as `postgres:17` or `registry.example.com/acme/tool@sha256:…`.",
      ],
    ],
  },
  {
    rule: "image.reference",
    change: [platform, "slipway:apps.shop.build", { sbomGenerator: "a scanner" }],
    says: [
      [
        "Pulumi.platform.yaml:24:24  slipway:apps.shop.build.sbomGenerator",
        '"a scanner" is not an image.',
        "Allowed: an image's name with a tag or a digest, such as `postgres:17` or `registry.example.com/acme/tool@sha256:…`.",
      ],
    ],
  },
  {
    rule: "duration",
    change: [platform, "slipway:apps.shop.build", { timeout: "2d" }],
    says: [
      [
        "Pulumi.platform.yaml:24:18  slipway:apps.shop.build.timeout",
        '"2d" is no time that a job may take.',
        "Allowed: a whole number with `s`, `m` or `h`, such as `15m`, from `1m` to `24h`.",
      ],
    ],
  },
];
