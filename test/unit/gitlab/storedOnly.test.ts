import { expect, it, vi } from "vitest";
import { Environment } from "../../../components/environment/environment.ts";
import { Platform } from "../../../components/platform/platform.ts";
import { actedOn, type Kind } from "../../../sandbox/gitlab/acting.ts";
import { operations } from "../../../sandbox/gitlab/openapi.ts";
import { storedOnly } from "../../../sandbox/gitlab/storedOnly.ts";
import { recordRegistrations } from "../../support/recorder.ts";
import { environmentSettings, platformSettings, projectHook } from "../../support/settings.ts";
import { startTestGitLab } from "./client.ts";
import { namesRead } from "./reads.ts";

/** The arguments that each resource of the SDK was made with, those that are undefined too. */
const made = vi.hoisted(() => [] as { resource: string; names: string[] }[]);

vi.mock("@pulumi/gitlab", async (original) => {
  const sdk = await original<Record<string, unknown>>();
  const { CustomResource } = await import("@pulumi/pulumi");
  type Constructor = new (name: string, args: object, ...rest: unknown[]) => object;
  const recording = (resource: string, real: Constructor) =>
    class extends real {
      constructor(name: string, args: object, ...rest: unknown[]) {
        made.push({ resource, names: Object.keys(args) });
        super(name, args, ...rest);
      }
    };
  return Object.fromEntries(
    Object.entries(sdk).map(([name, value]) => {
      const isResource = typeof value === "function" && value.prototype instanceof CustomResource;
      return [name, isResource ? recording(name, value as Constructor) : value];
    }),
  );
});

interface Resource {
  kind: Kind;
  /** The requests that take its properties. */
  operations: string[];
  /** Where the API's name isn't the property's in snake case. */
  renamed?: Record<string, string>;
  /** What the provider keeps to itself. */
  providerOnly?: string[];
}

/** How each resource that the product makes is sent. One that isn't here fails the test. */
const resources: Record<string, Resource> = {
  Branch: {
    kind: "branch",
    operations: ["POST /projects/:id/repository/branches"],
    renamed: { name: "branch" },
    providerOnly: ["project", "keepOnDestroy"],
  },
  BranchProtection: {
    kind: "protected branch",
    operations: ["POST /projects/:id/protected_branches"],
    renamed: {
      branch: "name",
      allowedToPushes: "allowed_to_push",
      allowedToMerges: "allowed_to_merge",
      allowedToUnprotects: "allowed_to_unprotect",
    },
    providerOnly: ["project"],
  },
  GroupServiceAccount: {
    kind: "service account",
    operations: ["POST /groups/:id/service_accounts"],
    providerOnly: ["group"],
  },
  GroupServiceAccountAccessToken: {
    kind: "token",
    operations: ["POST /groups/:id/service_accounts/:user_id/personal_access_tokens"],
    providerOnly: ["group", "userId"],
  },
  Project: {
    kind: "project",
    operations: ["POST /projects", "PUT /projects/:id"],
    renamed: {
      visibilityLevel: "visibility",
      containerExpirationPolicy: "container_expiration_policy_attributes",
    },
    providerOnly: ["archiveOnDestroy", "permanentlyDeleteOnDestroy"],
  },
  ProjectContainerRepositoryProtection: {
    kind: "registry rule",
    operations: ["POST /projects/:id/registry/protection/repository/rules"],
    providerOnly: ["project"],
  },
  ProjectEnvironment: {
    kind: "environment",
    operations: ["POST /projects/:id/environments"],
    providerOnly: ["project", "stopBeforeDestroy"],
  },
  ProjectHook: {
    kind: "hook",
    operations: ["POST /projects/:id/hooks"],
    providerOnly: ["project"],
  },
  ProjectJobTokenScopes: {
    kind: "job token scope",
    operations: [
      "PATCH /projects/:id/job_token_scope",
      "POST /projects/:id/job_token_scope/allowlist",
      "POST /projects/:id/job_token_scope/groups_allowlist",
    ],
    renamed: { targetProjectIds: "target_project_id", targetGroupIds: "target_group_id" },
    providerOnly: ["project"],
  },
  ProjectMembership: {
    kind: "member",
    operations: ["POST /projects/:id/members"],
    providerOnly: ["project"],
  },
  ProjectShareGroup: {
    kind: "share",
    operations: ["POST /projects/:id/share"],
    providerOnly: ["project"],
  },
  ProjectVariable: {
    kind: "variable",
    operations: ["POST /projects/:id/variables"],
    renamed: { hidden: "masked_and_hidden" },
    providerOnly: ["project"],
  },
  RepositoryFile: {
    kind: "file",
    operations: ["POST /projects/:id/repository/files/:file_path"],
    providerOnly: ["project", "filePath", "overwriteOnCreate"],
  },
};

/** Runs the product's components, with everything set that can be. */
async function runProduct(): Promise<void> {
  for (const edition of ["ce", "ee"]) {
    const registrations = await recordRegistrations({
      "gitlab:index/getMetadata:getMetadata": () => ({ enterprise: edition === "ee" }),
      "gitlab:index/getGroup:getGroup": () => ({ groupId: 7 }),
      "gitlab:index/getProject:getProject": () => ({ id: "42" }),
      "docker:index/getRegistryImage:getRegistryImage": ({ name }) => ({
        name,
        sha256Digest: "sha256:abc",
      }),
    });
    const [app] = platformSettings().apps;
    const release =
      edition === "ee"
        ? undefined
        : { user: "release", token: "canary-release", reader: "canary-reader" };
    const platform = platformSettings({
      apps: [{ ...app!, hooks: [projectHook()] }],
      pipelines: { project: "acme/pipelines", release },
      tool: { command: "/usr/local/bin/slipway" },
    });
    await Platform.create(platform);
    await Environment.create(environmentSettings());
    await registrations();
  }
}

it("stores all that the product sets, and acts on it or says why not", async () => {
  // The server's modules tell what they act on as they are loaded.
  startTestGitLab();
  await runProduct();
  const types = new Set(made.map(({ resource }) => resource));
  expect([...types].sort()).toEqual(Object.keys(resources));

  const problems = made.flatMap(({ resource, names }) => {
    const known = resources[resource];
    if (!known) return [`${resource} is not in this test's table`];
    const { kind, renamed = {}, providerOnly = [] } = known;
    return names
      .filter((name) => !providerOnly.includes(name))
      .flatMap((name) => {
        const field = renamed[name] ?? snake(name);
        const taken = known.operations.some((operation) => field in bodyOf(operation));
        if (!taken) return [`${resource}.${name}: GitLab's API takes no ${field}`];
        if (actedOn(kind).has(field) || field in (storedOnly[kind] ?? {})) return [];
        return [
          `${resource}.${name}: say in storedOnly.ts why no one acts on ${field} of a ${kind}`,
        ];
      });
  });
  expect([...new Set(problems)]).toEqual([]);

  const needless = Object.entries(storedOnly).flatMap(([kind, fields]) => {
    const { operations: requests = [] } =
      Object.values(resources).find((resource) => resource.kind === kind) ?? {};
    return Object.keys(fields)
      .filter(
        (field) =>
          actedOn(kind as Kind).has(field) || !requests.some((name) => field in bodyOf(name)),
      )
      .map((field) => `${kind} ${field}`);
  });
  expect(needless, "entries that are acted on, or that GitLab's API doesn't take").toEqual([]);
});

it("reads nothing that it only stores", () => {
  const fields = Object.values(storedOnly).flatMap((reasons) => Object.keys(reasons));
  const around = namesRead().filter(({ name }) => {
    // Everything has a name, and a webhook's is not told from the others here.
    if (name === "name") return false;
    return fields.includes(snake(name));
  });
  expect(around, "read it through acting(), and take it out of storedOnly.ts").toEqual([]);
});

function bodyOf(operation: string): object {
  return operations[operation]?.body ?? {};
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
