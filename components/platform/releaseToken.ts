import * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import type { PlatformApp, PlatformSettings } from "../../settings/index.ts";
import type { Edition } from "./branchProtection.ts";
import type { Period } from "./period.ts";
import { releaseVariables, type ReleaseKey } from "./releaseVariables.ts";

export interface ReleaseTokenArgs {
  app: PlatformApp;
  /** The GitLab project's id. */
  project: pulumi.Input<string>;
  /** Whose tokens the settings name; otherwise service accounts' are made. */
  release?: { user: string; token: string; reader: string };
  period: Period;
  parent: pulumi.Resource;
}

/**
 * What the release's jobs come with, as variables that are protected and seen in one environment only:
 * a token that writes `<project>/release` in the registry, and one that reads what the build's job has
 * left. The first is an Owner's: the registry's rules know roles alone, and a Maintainer's is that of
 * every job that a Maintainer's merge starts, the app's own code among them. Such a token must not read
 * the API, where it would see every variable.
 */
export function createReleaseTokens(name: string, args: ReleaseTokenArgs): void {
  const { project, parent, release } = args;
  const { user, token, reader } = release ?? createServiceAccounts(name, args);
  const values: Record<ReleaseKey, pulumi.Input<string>> = {
    SLIPWAY_RELEASE_USER: user,
    SLIPWAY_RELEASE_TOKEN: token,
    SLIPWAY_READER_TOKEN: reader,
  };
  for (const { key, secret, ...variable } of releaseVariables) {
    new gitlab.ProjectVariable(
      `${name}-${key}`,
      { project, key, ...variable, value: secret ? pulumi.secret(values[key]) : values[key] },
      {
        parent,
        // The provider's schema does not mark the value as secret.
        additionalSecretOutputs: secret ? ["value"] : [],
        // GitLab has one by a key and a scope: a hidden one that was taken over has to go first.
        deleteBeforeReplace: true,
      },
    );
  }
}

/**
 * Before any resource: a GitLab without service accounts takes tokens that somebody has made.
 *
 * @throws pulumi.RunError
 */
export function requireReleaseTokens({ pipelines }: PlatformSettings, edition: Edition): void {
  if (!pipelines || pipelines.release || edition === "ee") return;
  throw new pulumi.RunError(
    "slipway:pipelines.release: this GitLab is the Community Edition, which has no service accounts. " +
      "Name a user who is an Owner of the apps' projects with a token of theirs with the scopes " +
      "`read_registry` and `write_registry`, and a Reporter's token with the scope `read_api`: bots', " +
      "such as a project's access tokens (docs/gitlab.md).",
  );
}

function createServiceAccounts(name: string, args: ReleaseTokenArgs) {
  const release = createServiceAccount(name, args, {
    ...{ role: "release", accessLevel: "owner" },
    scopes: ["read_registry", "write_registry"],
  });
  const reader = createServiceAccount(name, args, {
    ...{ role: "reader", accessLevel: "reporter", scopes: ["read_api"] },
  });
  return { user: release.username, token: release.token, reader: reader.token };
}

function createServiceAccount(
  name: string,
  { app, project, period, parent }: ReleaseTokenArgs,
  { role, accessLevel, scopes }: { role: string; accessLevel: string; scopes: string[] },
) {
  // Only top-level groups have service accounts of their own.
  const [group = "", ...inside] = app.project.split("/");
  const username = [`slipway-${role}`, group, ...inside].join("-").toLowerCase();
  const account = new gitlab.GroupServiceAccount(
    `${name}-${role}`,
    { group, username, name: `Slipway ${role} ${app.name}` },
    { parent },
  );
  const userId = account.serviceAccountId.apply(Number);
  const member = new gitlab.ProjectMembership(
    `${name}-${role}`,
    { project, userId, accessLevel },
    { parent },
  );
  const token = new gitlab.GroupServiceAccountAccessToken(
    `${name}-${role}`,
    {
      ...{ group, userId, scopes },
      // Another name makes another token: the variable has it before the former one ends. GitLab's own
      // rotation ends the former one first, under jobs that hold it.
      name: `slipway-${role} ${period.name}`,
      expiresAt: period.expiresAt,
    },
    { parent, dependsOn: [member] },
  );
  return { username, token: token.token };
}
