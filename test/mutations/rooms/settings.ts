import type { Mistakes } from "../mutation.ts";

export const settings: Mistakes = {
  "settings/check/check.ts": [
    {
      title: "another environment's slip keeps one from being rolled back",
      find: 'heed === "all" || name === stack || name === "platform"',
      replace: "name !== heed",
      test: "test/unit/settings/load.test.ts",
    },
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
  "settings/groups/rotate.ts": [
    {
      title: "a secret is due a day late",
      find: "if (due > today) return [];",
      replace: "if (due.getTime() + millisecondsOfADay > today.getTime()) return [];",
      test: "test/unit/settings/rules.test.ts",
    },
  ],
  "settings/groups/branches.ts": [
    {
      title: "developers merge into a branch that says nothing",
      find: 'merge: "maintainer" } as const',
      replace: 'merge: "developer" } as const',
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
      find: 'masked ?? (secret && type === "env_var")',
      replace: "masked ?? false",
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
  "settings/compose/whatRestarts.ts": [
    {
      title: "a service restarts unannounced when its variables change",
      find: "[service, variablesOf(service, env), ",
      replace: "[service, {}, ",
      test: "test/unit/components/configuration.test.ts",
    },
    {
      title: "a changed file restarts nobody",
      find: "isMounting ? [mounted] : []",
      replace: "false ? [mounted] : []",
      test: "test/unit/components/configuration.test.ts",
    },
  ],
  "settings/kinds/webAddress.ts": [
    {
      title: "an IPv6 address has no brackets",
      find: "isIPv6(address) ? `[${address}]` : address",
      replace: "address",
      test: "test/unit/components/configuration.test.ts",
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
      title: "what aliases stand for is read without end",
      find: "++this.#fromAliases > mostFromAliases",
      replace: "++this.#fromAliases > 1e9",
      test: "test/unit/settings/rules.test.ts",
    },
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
};
