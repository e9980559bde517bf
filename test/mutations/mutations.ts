import type { Mutation } from "./mutation.ts";

/**
 * Mistakes by room. Add one where a test was found to notice nothing, or where a line holds up more
 * than it seems to.
 */
const rooms: Record<string, Omit<Mutation, "file">[]> = {
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
      title: "a preview shows secrets",
      find: "shownSecret(key, value, app.rotate[name]?.changed)",
      replace: "value",
      test: "test/unit/components/configuration.test.ts",
    },
    {
      title: "a service restarts unannounced when its variables change",
      find: "[service, variables, ",
      replace: "[service, ",
      test: "test/unit/components/configuration.test.ts",
    },
    {
      title: "a changed file restarts nobody",
      find: "Object.keys(files).length > 0 ? [files] : []",
      replace: "false ? [files] : []",
      test: "test/unit/components/configuration.test.ts",
    },
  ],
  "components/environment/connectionVariables.ts": [
    {
      title: "a deploy key is seen by unprotected branches",
      find: "protected: true",
      replace: "protected: false",
      test: "test/unit/components/configuration.test.ts",
    },
    {
      title: "an IPv6 address has no brackets",
      find: "isIPv6(address) ? `[${address}]` : address",
      replace: "address",
      test: "test/unit/components/configuration.test.ts",
    },
  ],
  "components/environment/deployment.ts": [
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
      title: "others can read what a server is sent",
      find: "umask 077\n",
      replace: "",
      test: "test/unit/components/bootstrap.test.ts",
    },
    {
      title: "a script that arrives in part is run",
      find: "set -eu\n",
      replace: "",
      test: "test/unit/components/bootstrap.test.ts",
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
  "settings/check/check.ts": [
    {
      title: "a secret that can't be read is an empty text",
      find: "problems.push(...read.unread.map((path) => unreadable(wanted, path)));",
      replace: "",
      test: "test/unit/settings/load.test.ts",
    },
    {
      title: "nobody knows the secrets that are to be redacted",
      find: "return { ...settings, secretValues };",
      replace: "return { ...settings, secretValues: [] };",
      test: "test/unit/settings/load.test.ts",
    },
  ],
  "settings/check/secrets.ts": [
    {
      title: "secrets are opened that nobody wants",
      find: "!isSecure(value) || !want(path)",
      replace: "!isSecure(value)",
      test: "test/unit/settings/load.test.ts",
    },
  ],
  "settings/check/compose/ports.ts": [
    {
      title: "tcp and udp share their ports",
      find: "a.protocol === b.protocol && ",
      replace: "",
      test: "test/unit/settings/limits.test.ts",
    },
  ],
  "settings/groups/branches.ts": [
    {
      title: "developers merge into a branch that says nothing",
      find: '.default("maintainer")',
      replace: '.default("developer")',
      test: "test/unit/settings/load.test.ts",
    },
  ],
  "settings/groups/env.ts": [
    {
      title: "an app sets variables of slipway-host",
      find: "|SLIPWAY)_",
      replace: "|SLIPWEY)_",
      test: "test/unit/settings/limits.test.ts",
    },
  ],
  "settings/groups/keys.ts": [
    {
      title: "one key pair opens two environments",
      find: '(role === "bootstrap" && owner.role === role)',
      replace: "owner.role === role",
      test: "test/unit/settings/limits.test.ts",
    },
    {
      title: "a short key makes fingerprints",
      find: "bytes.length === 32 && ",
      replace: "",
      test: "test/unit/settings/limits.test.ts",
    },
  ],
  "settings/groups/platformApp.ts": [
    {
      title: "a project is seen by all users unless it says otherwise",
      find: '.default("private")',
      replace: '.default("internal")',
      test: "test/unit/settings/load.test.ts",
    },
  ],
  "settings/groups/variables.ts": [
    {
      title: "a published secret is shown in job logs",
      find: "  masked: true,",
      replace: "  masked: false,",
      test: "test/unit/settings/load.test.ts",
    },
  ],
  "settings/kinds/ssh.ts": [
    {
      title: "a host key that is cut off is taken",
      find: "named && fields.at(-1)?.length === POINT_LENGTH[algorithm]",
      replace: "named",
      test: "test/unit/settings/limits.test.ts",
    },
  ],
  "settings/read/files.ts": [
    {
      title: "files outside of the repository are read",
      find: '.includes("..")',
      replace: '.includes("...")',
      test: "test/unit/settings/stackFiles.test.ts",
    },
  ],
  "settings/read/passphrase.ts": [
    {
      title: "a damaged secret is taken",
      find: "decipher.setAuthTag(bytes.subarray(-TAG_LENGTH));",
      replace: "",
      test: "test/unit/settings/passphrase.test.ts",
    },
    {
      title: "two secrets are encrypted with the same numbers",
      find: "const nonce = randomBytes(12);",
      replace: "const nonce = Buffer.alloc(12);",
      test: "test/unit/settings/passphrase.test.ts",
    },
  ],
  "settings/read/yaml.ts": [
    {
      title: "a merge writes over what a map says itself",
      find: 'key === "<<" || values.has(key)',
      replace: 'key === "<<"',
      test: "test/unit/settings/yaml.test.ts",
    },
  ],
  "settings/write/edit.ts": [
    {
      title: "writing a value changes another one",
      find: "isDeepStrictEqual(after.value, wanted)",
      replace: "true",
      test: "test/unit/settings/edit.test.ts",
    },
  ],
  "settings/write/sibling.ts": [
    {
      title: "a new environment has another's host keys",
      find: '["address", "hostKey"]',
      replace: '["address"]',
      test: "test/unit/settings/sibling.test.ts",
    },
  ],
  "toolchain/engine.ts": [
    {
      title: "an engine is put in place that does not run",
      find: "await PulumiCommand.get({ root: folder, version: new SemVer(engineVersion) });",
      replace: "",
      test: "test/unit/toolchain/engine.test.ts",
    },
    {
      title: "an engine that is too old is taken",
      find: "{ ...place, version }",
      replace: "{ ...place }",
      test: "test/unit/toolchain/engine.test.ts",
    },
  ],
  "cli/engine/locks.ts": [
    {
      title: "another machine's lock is taken away",
      find: "host === hostname() && ",
      replace: "",
      test: "test/unit/cli/locks.test.ts",
    },
    {
      title: "a living lock is taken away beside a dead one",
      find: "!locks.every(isAbandoned)",
      replace: "!locks.some(isAbandoned)",
      test: "test/unit/cli/locks.test.ts",
    },
    {
      title: "another user's lock is taken away",
      find: '=== "EPERM"',
      replace: '=== "ESRCH"',
      test: "test/unit/cli/locks.test.ts",
    },
  ],
  "cli/engine/guards.ts": [
    {
      title: "what is protected is destroyed in part",
      find: "if (names.length === 0) return;",
      replace: "return;",
      test: "test/unit/cli/operation.test.ts",
    },
  ],
  "cli/engine/run.ts": [
    {
      title: "a look at what destroy would do destroys",
      find: "preview ? stack.previewDestroy(display) : stack.destroy(display)",
      replace: "stack.destroy(display)",
      test: "test/unit/cli/asking.test.ts",
    },
    {
      title: "an operation is begun again for ever",
      find: " && !again",
      replace: "",
      test: "test/unit/cli/asking.test.ts",
    },
  ],
  "cli/servers/sshProcess.ts": [
    {
      title: "what ssh says is read in any language",
      find: ', LC_ALL: "C"',
      replace: "",
      test: "test/unit/cli/ssh.test.ts",
    },
  ],
  "cli/servers/ssh.ts": [
    {
      title: "others can read a server's key",
      find: "privateKey, { mode: 0o600 }",
      replace: "privateKey",
      test: "test/unit/cli/ssh.test.ts",
    },
  ],
  "cli/servers/redact.ts": [
    {
      title: "a key is shown line by line",
      find: ", ...value.split(/\\r?\\n/)",
      replace: "",
      test: "test/unit/cli/input.test.ts",
    },
  ],
  "cli/servers/registryAuthorization.ts": [
    {
      title: "an account goes over the network in clear",
      find: 'url.protocol !== "https:" && scheme === "https"',
      replace: "false",
      test: "test/unit/cli/registryAuthorization.test.ts",
    },
  ],
  "cli/servers/statusRow.ts": [
    {
      title: "an app that is not healthy hides a server that can't be reached",
      find: "[exit.problem, exit.unreachable, exit.unhealthy]",
      replace: "[exit.unhealthy, exit.problem, exit.unreachable]",
      test: "test/unit/cli/statusRow.test.ts",
    },
  ],
  "cli/stackFiles/changeFiles.ts": [
    {
      title: "a crash leaves an empty stack file",
      find: "fsyncSync(descriptor);",
      replace: "",
      test: "test/unit/cli/changeFiles.test.ts",
    },
    {
      title: "a change that fails stays half done",
      find: "else writeFileSync(path, before);",
      replace: "",
      test: "test/unit/cli/changeFiles.test.ts",
    },
    {
      title: "somebody else's change is written over",
      find: "changes.forEach(requireUnchanged);",
      replace: "",
      test: "test/unit/cli/input.test.ts",
    },
  ],
  "cli/engine/checkedFolder.ts": [
    {
      title: "an engine starts on secrets that can't be read",
      find: "if (reason) throw",
      replace: 'if (reason === "") throw',
      test: "test/unit/cli/unreadable.test.ts",
    },
  ],
  "cli/servers/gatherStatus.ts": [
    {
      title: "an environment that can't be read is left out",
      find: "[...answers.flat(), ...unreadable]",
      replace: "answers.flat()",
      test: "test/unit/cli/unreadable.test.ts",
    },
  ],
  "cli/stackFiles/keySlots.ts": [
    {
      title: "fingerprints have a key that everybody knows",
      find: "randomBytes(32)",
      replace: "Buffer.alloc(32)",
      test: "test/unit/cli/keySlots.test.ts",
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
      find: "`${name}-${variable.key}`",
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
      title: "a setting that the sandbox's GitLab doesn't obey goes without a reason",
      find: "  publicJobs: false,\n",
      replace: '  publicJobs: false,\n  mergeMethod: "ff",\n',
      test: "test/unit/gitlab/storedOnly.test.ts",
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
      title: "a project is deleted and not archived",
      find: "archiveOnDestroy: true",
      replace: "archiveOnDestroy: false",
      test: "test/unit/components/platform.test.ts",
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
  "sandbox/providers/states.ts": [
    {
      title: "a secret within a secret loses its wrapping",
      find: "return { ...hidden, ...pick(asGiven, (name) => secrets.includes(name)) };",
      replace: "return hidden;",
      test: "test/unit/providers/command/command.test.ts",
    },
  ],
  "sandbox/providers/command/inputs.ts": [
    {
      title: "a connection's keys are no secrets of their own",
      find: "secrets.includes(name) ? secret(value) : value",
      replace: "value",
      test: "test/unit/providers/command/command.test.ts",
    },
  ],
  "sandbox/providers/docker/daemon.ts": [
    {
      title: "the stand-in for docker asks no daemon",
      find: 'if (host?.startsWith("ssh://")) return;',
      replace: "if (host !== undefined) return;",
      test: "test/unit/providers/docker.test.ts",
    },
  ],
  "sandbox/providers/docker/registry.ts": [
    {
      title: "the stand-in for docker speaks http to every registry",
      find: '? "http" : "https"',
      replace: '? "http" : "http"',
      test: "test/unit/providers/docker.test.ts",
    },
  ],
  "sandbox/providers/gitlab/derive.ts": [
    {
      title: "an update sends what only a new resource can have",
      find: "(name) => !fixed.includes(name)",
      replace: "() => true",
      test: "test/unit/providers/derive.test.ts",
    },
    {
      title: "what GitLab hides is read as empty",
      find: "property.writeOnly || hidden",
      replace: "property.writeOnly",
      test: "test/unit/providers/derive.test.ts",
    },
    {
      title: "a project is forgotten when what follows its creation fails",
      find: "throw new HalfCreated(created, error);",
      replace: "throw error;",
      test: "test/unit/providers/derive.test.ts",
    },
  ],
  "cli/servers/fromSettings.ts": [
    {
      title: "a deploy opens the key of the server's root",
      find: 'return name === "deployers" && ofApp === app;',
      replace: "return true;",
      test: "test/unit/cli/servers.test.ts",
    },
    {
      title: "a look at what serves opens the key of the server's root",
      find: 'role === "observer"',
      replace: 'role !== ""',
      test: "test/unit/cli/servers.test.ts",
    },
  ],
  "cli/servers/fromVariables.ts": [
    {
      title: "a server without a host key is found out when it is spoken to",
      find: "if (await hasHostKey(knownHosts.value, server)) continue;",
      replace: "continue;",
      test: "test/unit/cli/variables.test.ts",
    },
    {
      title: "a key that lost its last newline is refused",
      find: 'return key.endsWith("\\n") ? key : `${key}\\n`;',
      replace: "return key;",
      test: "test/unit/cli/variables.test.ts",
    },
    {
      title: "a job's token is shown",
      find: "...(registry ? [registry.password] : [])",
      replace: "...[]",
      test: "test/unit/cli/variables.test.ts",
    },
  ],
  "cli/servers/inTurn.ts": [
    {
      title: "a rollback by variables goes to whatever environment they are of",
      find: "if (change.isOthers) await survey(change);",
      replace: "",
      test: "test/unit/cli/variables.test.ts",
    },
  ],
  "cli/servers/registry.ts": [
    {
      title: "any registry is sent the account",
      find: "account?.address === host ? account : undefined",
      replace: "account",
      test: "test/unit/cli/imageVersion.test.ts",
    },
  ],
  "cli/servers/imageVersion.ts": [
    {
      title: "an image without a version passes a check that is not made",
      find: "if (!version) throw refused(",
      replace: "if (!version) void refused(",
      test: "test/unit/cli/imageVersion.test.ts",
    },
  ],
  "cli/main.ts": [
    {
      title: "a machine is told nothing of an error",
      find: "if (json && wantsJson(process.argv)) printJson(json);",
      replace: "",
      test: "test/unit/cli/program.test.ts",
    },
  ],
  "cli/engine/screen.ts": [
    {
      title: "the engine's own account of what failed is shown as well",
      find: 'if (this.#inDiagnostics) return "";',
      replace: "",
      test: "test/unit/cli/words.test.ts",
    },
  ],
  "cli/engine/messages.ts": [
    {
      title: "an error that comes twice is told twice",
      find: " || again) return;",
      replace: ") return;",
      test: "test/unit/cli/recorder.test.ts",
    },
  ],
  "cli/engine/words.ts": [
    {
      title: "what a container says is taken for ssh's words",
      find: "failure ? undefined : commandFault(message)",
      replace: "commandFault(message)",
      test: "test/unit/cli/words.test.ts",
    },
  ],
  "cli/stackFiles/secretPlace.ts": [
    {
      title: "a secret takes the place of a whole group of settings",
      find: 'if (isObject(present) && !("secure" in present)) {',
      replace: "if (isObject(undefined)) {",
      test: "test/unit/cli/files.test.ts",
    },
  ],
  "cli/servers/rollOut.ts": [
    {
      title: "a deploy by variables goes to whatever environment they are of",
      find: "hosts.length > 1 || change.isOthers",
      replace: "hosts.length > 1",
      test: "test/unit/cli/variables.test.ts",
    },
    {
      title: "several servers are put back first to last",
      find: "servers.toReversed()",
      replace: "servers",
      test: "test/unit/cli/rollOut.test.ts",
    },
    {
      title: "a roll-out goes on behind a server that failed",
      find: "      if (outcome.code !== exitCode.serving) break;\n",
      replace: "",
      test: "test/unit/cli/rollOut.test.ts",
    },
  ],
  "cli/servers/sshArguments.ts": [
    {
      title: "the user's SSH agent is asked for keys",
      find: '    IdentityAgent: "none",\n',
      replace: "",
      test: "test/unit/cli/ssh.test.ts",
    },
    {
      title: "keys besides the stack's are offered",
      find: '    IdentitiesOnly: "yes",\n',
      replace: "",
      test: "test/unit/cli/ssh.test.ts",
    },
    {
      title: "forwardings of the user's configuration are opened",
      find: '    ClearAllForwardings: "yes",\n',
      replace: "",
      test: "test/unit/cli/ssh.test.ts",
    },
    {
      title: "a host key that is new is taken",
      find: 'StrictHostKeyChecking: "yes"',
      replace: 'StrictHostKeyChecking: "accept-new"',
      test: "test/unit/cli/ssh.test.ts",
    },
    {
      title: "the person's SSH configuration counts",
      find: '"-F", "none", ',
      replace: "",
      test: "test/unit/cli/ssh.test.ts",
    },
  ],
  "sdks/gitlab/utilities.ts": [
    {
      title: "a secret is sent in clear",
      find: "secret ? pulumi.secret(value) : value",
      replace: "value",
      test: "test/unit/sdk/registration.test.ts",
    },
    {
      title: "a resource asks for whatever version of the plugin is there",
      find: "pulumi.mergeOptions({ version }, opts ?? {})",
      replace: "{ ...opts }",
      test: "test/unit/sdk/registration.test.ts",
    },
  ],
  "sdks/gitlab/generator/property.ts": [
    {
      title: "a resource no longer tells which of its properties are secret",
      find: "properties[name]?.secret",
      replace: "false",
      test: "test/unit/sdk/generate.test.ts",
    },
  ],
  "sdks/gitlab/generator/use.ts": [
    {
      title: "a resource need not say what it looks up",
      find: "get: z.string().min(1)",
      replace: "get: z.string().optional()",
      test: "test/unit/sdk/written.test.ts",
    },
  ],
  "sdks/gitlab/project.ts": [
    {
      title: "generated code is changed by hand",
      find: '    "squashOption",\n',
      replace: "",
      test: "test/unit/sdk/written.test.ts",
    },
  ],
  "sandbox/gitlab/acting.ts": [
    {
      title: "a field that is read is no longer known to be obeyed",
      find: "for (const name of names) known.add(name);",
      replace: "void known;",
      test: "test/unit/gitlab/storedOnly.test.ts",
    },
  ],
  "sandbox/gitlab/branches.ts": [
    {
      title: "an archived project takes branches",
      find: "if (project.archived) throw forbidden();",
      replace: "",
      test: "test/unit/gitlab/branches.test.ts",
    },
  ],
  "sandbox/gitlab/endpoint.ts": [
    {
      title: "answers show what GitLab's entity doesn't",
      find: "if (!properties) return values;",
      replace: "if (values) return values;",
      test: "test/unit/gitlab/hooks.test.ts",
    },
  ],
  "sandbox/gitlab/environmentRules.ts": [
    {
      title: "an environment's URL may run a script",
      find: "data|javascript|vbscript",
      replace: "data|vbscript",
      test: "test/unit/gitlab/environments.test.ts",
    },
  ],
  "sandbox/gitlab/hooks.ts": [
    {
      title: "a webhook shows the values of its headers",
      find: "map(({ key }) => ({ key }))",
      replace: "map((pair) => pair)",
      test: "test/unit/gitlab/hooks.test.ts",
    },
  ],
  "sandbox/gitlab/parameters.ts": [
    {
      title: "an empty truth is a wrong one",
      find: '!["string", "array"].includes(type)',
      replace: "false",
      test: "test/unit/gitlab/parameters.test.ts",
    },
    {
      title: "only the first problem of a request is told",
      find: '[...new Set(problems)].join(", ")',
      replace: "problems[0]",
      test: "test/unit/gitlab/parameters.test.ts",
    },
    {
      title: "parameters that nobody declares are taken",
      find: "const values: Values = {};",
      replace: "const values: Values = { ...given };",
      test: "test/unit/gitlab/parameters.test.ts",
    },
  ],
  "sandbox/gitlab/projectChanges.ts": [
    {
      title: "an update forgets the settings of the one before",
      find: "    ...current,\n",
      replace: "",
      test: "test/unit/gitlab/projects.test.ts",
    },
  ],
  "sandbox/gitlab/projectSettings.ts": [
    {
      title: "a project may have nothing where GitLab has a value",
      find: "value !== null || (defaults[name] ?? null) === null",
      replace: "value !== undefined || name !== undefined",
      test: "test/unit/gitlab/projects.test.ts",
    },
    {
      title: "a project's answer lacks a setting",
      find: '  merge_method: "merge",\n',
      replace: "",
      test: "test/unit/gitlab/answers.test.ts",
    },
  ],
  "sandbox/gitlab/protectedBranches.ts": [
    {
      title: "the Community Edition takes the lists of the Enterprise Edition",
      find: '(edition === "ee" ? enterprise(asked) : {})',
      replace: "enterprise(asked)",
      test: "test/unit/gitlab/protectedBranches.test.ts",
    },
  ],
  "cli/servers/host.ts": [
    {
      title: "a key of another environment is taken for this one's",
      find: "|| environment === stack) return;",
      replace: "|| stack) return;",
      test: "test/unit/cli/variables.test.ts",
    },
    {
      title: "a server that says nothing is waited for without end",
      find: "const readTimeout = 60_000;",
      replace: "const readTimeout = 86_400_000;",
      test: "test/unit/cli/host.test.ts",
    },
  ],
};

export const mutations: Mutation[] = Object.entries(rooms).flatMap(([file, list]) =>
  list.map((mutation) => ({ file, ...mutation })),
);
