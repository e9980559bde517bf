import type { Mistakes } from "../mutation.ts";

export const components: Mistakes = {
  "components/environment/applied.ts": [
    {
      title: "a server counts as up to date before its command has run",
      find: "command.id.apply(() => readable)",
      replace: "readable",
      test: "test/unit/components/order.test.ts",
    },
  ],
  "components/environment/configuration.ts": [
    {
      title: "a preview does not say that a configuration waits for the next image",
      find: "app.withNextImage ? { withNextImage: true } : {}",
      replace: "{}",
      test: "test/unit/components/configuration.test.ts",
    },
    {
      title: "a preview shows secrets",
      find: "shownSecret(key, value, app.rotate[name]?.changed)",
      replace: "value",
      test: "test/unit/components/configuration.test.ts",
    },
  ],
  "components/environment/scopedVariable.ts": [
    {
      title: "GitLab is asked to mask a key of several lines",
      find: "masked: false",
      replace: "masked: true",
      test: "test/unit/components/configuration.test.ts",
    },
    {
      title: "a deploy key is seen by unprotected branches",
      find: "protected: true",
      replace: "protected: false",
      test: "test/unit/components/configuration.test.ts",
    },
  ],
  "components/environment/deployment.ts": [
    {
      title: "what a deployment has taken is not kept",
      find: "readable: shown",
      replace: "readable: {}",
      test: "test/unit/components/environment/deployments.test.ts",
    },
    {
      title: "what a server is sent is no secret",
      find: "pulumi.secret(JSON.stringify(",
      replace: "((text: string) => text)(JSON.stringify(",
      test: "test/unit/components/environment/servers.test.ts",
    },
    {
      title: "a command's output is shown",
      find: 'logging: "none"',
      replace: 'logging: "stdout"',
      test: "test/unit/components/environment/servers.test.ts",
    },
    {
      title: "a deployment uses the key that opens the whole server",
      find: "keys.configurator.private",
      replace: "keys.bootstrap.private",
      test: "test/unit/components/environment/servers.test.ts",
    },
  ],
  "components/environment/fingerprint.ts": [
    {
      title: "a secret's fingerprint can be guessed",
      find: 'createHmac("sha256", key)',
      replace: 'createHash("sha256")',
      test: "test/unit/components/configuration.test.ts",
    },
  ],
  "components/environment/images.ts": [
    {
      title: "registries are asked with the operator's own account",
      find: ", { provider }",
      replace: "",
      test: "test/unit/components/lookups.test.ts",
    },
  ],
  "components/environment/server.ts": [
    {
      title: "what a server has taken is not kept",
      find: "readable: shown",
      replace: "readable: {}",
      test: "test/unit/components/environment/deployments.test.ts",
    },
    {
      title: "a server takes the keys of apps that it does not run",
      find: ".filter((app) => app.servers.includes(server.name))",
      replace: "",
      test: "test/unit/components/environment/servers.test.ts",
    },
  ],
  "components/platform/branchProtection.ts": [
    {
      title: "who may merge may push",
      find: "[{ accessLevel: pushAccessLevel }]",
      replace: "[{ accessLevel: mergeAccessLevel }]",
      test: "test/unit/components/platform.test.ts",
    },
  ],
  "components/lookUpFailure.ts": [
    {
      title: "a project that the token may not see counts as missing",
      find: "\\b404\\b",
      replace: "\\b40[34]\\b",
      test: "test/unit/components/lookups.test.ts",
    },
  ],
  "components/environment/appEnvironment.ts": [
    {
      title: "connection variables no longer wait for their servers",
      find: "create(variable, servers)",
      replace: "create(variable, [])",
      test: "test/unit/components/environment/gitlab.test.ts",
    },
    {
      title: "variables are named without their app",
      find: "`${name}${scope}-${variable.key}`",
      replace: "variable.key",
      test: "test/unit/components/identities.test.ts",
    },
    {
      title: "a secret variable is sent in clear",
      find: "secret ? pulumi.secret(value) : value",
      replace: "value",
      test: "test/unit/components/environment/gitlab.test.ts",
    },
    {
      title: "a secret variable's value stands in the state in clear",
      find: 'secret ? ["value"] : []',
      replace: "[]",
      test: "test/unit/components/environment/gitlab.test.ts",
    },
    {
      title: "a variable does not wait for its environment",
      find: "[environment, ...dependsOn]",
      replace: "dependsOn",
      test: "test/unit/components/order.test.ts",
    },
  ],
  "components/platform/appProject.ts": [
    {
      title: "a branch's protection has no parent",
      find: "parent: this,\n          dependsOn",
      replace: "dependsOn",
      test: "test/unit/components/identities.test.ts",
    },
    {
      title: "AppProject's type token is another one",
      find: '"slipway:platform:AppProject"',
      replace: '"slipway:platform:Project"',
      test: "test/unit/components/identities.test.ts",
    },
    {
      title: "a protected project may be deleted",
      find: "protect: app.protect",
      replace: "protect: false",
      test: "test/unit/components/platform.test.ts",
    },
    {
      title: "a branch is without protection while that is replaced",
      find: "deleteBeforeReplace: true",
      replace: "deleteBeforeReplace: false",
      test: "test/unit/components/platform.test.ts",
    },
    {
      title: "a branch goes back to where it started",
      find: '{ parent: this, ignoreChanges: ["ref"] }',
      replace: "{ parent: this }",
      test: "test/unit/components/platform.test.ts",
    },
    {
      title: "a Maintainer pushes to release, and so does the code that they merge",
      find: '/release`, role: "owner" }',
      replace: '/release`, role: "maintainer" }',
      test: "test/unit/components/pipelines.test.ts",
    },
  ],
  "components/environment/connection.ts": [
    {
      title: "dialling has no time limit",
      find: "    perDialTimeout: 10,\n",
      replace: "",
      test: "test/unit/components/environment/servers.test.ts",
    },
    {
      title: "any host key is taken",
      find: "    hostKey: server.hostKey,\n",
      replace: "",
      test: "test/unit/components/environment/servers.test.ts",
    },
  ],
  "components/environment/environment.ts": [
    {
      title: "all apps of a server are laid down at once",
      find: "...(turn ? [turn] : [])",
      replace: "...(turn ? [] : [])",
      test: "test/unit/components/environment/deployments.test.ts",
    },
  ],
  "components/lookUps.ts": [
    {
      title: "the same thing is looked up again and again",
      find: "[...new Set(asked)]",
      replace: "asked",
      test: "test/unit/components/lookups.test.ts",
    },
  ],
  "components/environment/registry.ts": [
    {
      title: "a preview asks a Docker daemon",
      find: "    host: noDaemon,\n",
      replace: "",
      test: "test/unit/components/environment/registries.test.ts",
    },
    {
      title: "an insecure registry is asked over https",
      find: "insecure || isLoopback(address)",
      replace: "isLoopback(address)",
      test: "test/unit/components/environment/registries.test.ts",
    },
  ],
};
