import * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import type { PlatformApp, PlatformSettings } from "../../settings/index.ts";
import type { Edition } from "./branchProtection.ts";
import type { Period } from "./period.ts";

/** The environment whose jobs write `<project>/release`; none of them runs the app's code. */
const scope = "slipway-release";

export interface ReleaseTokenArgs {
  app: PlatformApp;
  /** The GitLab project's id. */
  project: pulumi.Input<string>;
  /** Whose token the settings name; otherwise a service account's is made. */
  release?: { user: string; token: string };
  period: Period;
  parent: pulumi.Resource;
}

/**
 * What writes `<project>/release` in the registry, as variables of the jobs that may: protected, and
 * seen in one environment only. The service account is a Maintainer of this project and of no other.
 */
export function createReleaseToken(name: string, args: ReleaseTokenArgs): void {
  const { project, parent, release } = args;
  const { user, token } = release ?? createServiceAccount(name, args);
  const variable = (key: string, value: pulumi.Input<string>, masked: boolean) =>
    new gitlab.ProjectVariable(
      `${name}-${key}`,
      {
        ...{ project, key, masked, raw: true, protected: true },
        value: masked ? pulumi.secret(value) : value,
        environmentScope: scope,
        description: "Writes the app's released images; only jobs without the app's code see it",
      },
      // The provider's schema does not mark the value as secret.
      { parent, additionalSecretOutputs: masked ? ["value"] : [] },
    );
  variable("SLIPWAY_RELEASE_USER", user, false);
  variable("SLIPWAY_RELEASE_TOKEN", token, true);
}

/**
 * Before any resource: a GitLab without service accounts takes a token that somebody has made.
 *
 * @throws pulumi.RunError
 */
export function requireReleaseToken({ pipelines }: PlatformSettings, edition: Edition): void {
  if (!pipelines || pipelines.release || edition === "ee") return;
  throw new pulumi.RunError(
    "slipway:pipelines.release: this GitLab is the Community Edition, which has no service accounts. " +
      "Name a user who is a Maintainer of the apps' projects, and a token of theirs with the scopes " +
      "`read_registry` and `write_registry`: a bot's, such as a project's access token (docs/gitlab.md).",
  );
}

function createServiceAccount(name: string, { app, project, period, parent }: ReleaseTokenArgs) {
  // Only top-level groups have service accounts of their own.
  const [group = "", ...inside] = app.project.split("/");
  const username = ["slipway-release", group, ...inside].join("-").toLowerCase();
  const account = new gitlab.GroupServiceAccount(
    `${name}-release`,
    { group, username, name: `Slipway release ${app.name}` },
    { parent },
  );
  const userId = account.serviceAccountId.apply(Number);
  const member = new gitlab.ProjectMembership(
    `${name}-release`,
    { project, userId, accessLevel: "maintainer" },
    { parent },
  );
  const token = new gitlab.GroupServiceAccountAccessToken(
    `${name}-release`,
    {
      ...{ group, userId, scopes: ["read_registry", "write_registry"] },
      // Another name makes another token: the variable has it before the former one ends. GitLab's own
      // rotation ends the former one first, under jobs that hold it.
      name: `${scope} ${period.name}`,
      expiresAt: period.expiresAt,
    },
    { parent, dependsOn: [member] },
  );
  return { user: username, token: token.token };
}
