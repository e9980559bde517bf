import { z } from "zod";
import { appUrl, healthUrl, hostKey, jqPath, ownPublicKey } from "./addresses.ts";
import { registryAddress, registryUser, serverAddress, smokeCheck } from "./addresses.ts";
import { appName, envName, releasePath, repositoryPath, serverFolder } from "./names.ts";
import { serverName, userName, variableName } from "./names.ts";
import { about, choice, date, flag, group, isSecure, list, map, secret, text } from "./parts.ts";
import { textOrSecret, whole } from "./parts.ts";
import { gitlabSettings, version } from "./shared.ts";
import { calendarDay, every, within } from "./times.ts";
import { atMost, envValue, noPrivateKey } from "./values.ts";

/** An environment's settings: its own values only. */

const server = group(
  {
    address: text(
      {
        description: "The server's host name or IP address.",
        allowed: "a host name or an IP address",
        example: "prod.example.com",
        rules: ["server.address", "server.twice"],
      },
      serverAddress,
    ),
    port: whole(1, 65535, { description: "The SSH port.", example: "22" }).default(22),
    user: text(
      {
        description:
          "The user that Slipway works as on the server. `up` creates it if need be, and gives it access to Docker.",
        allowed: "a user's name",
        example: "slipway",
        rules: ["server.user"],
        pattern: "^[a-z_][a-z0-9_-]{0,31}$",
      },
      userName,
    ).default("slipway"),
    administrator: text(
      {
        description:
          "The user of the first contact: `root`, or one who may use `sudo` without a password.",
        allowed: "a user's name",
        example: "root",
        rules: ["server.user"],
        pattern: "^[a-z_][a-z0-9_-]{0,31}$",
      },
      userName,
    ).default("root"),
    hostKey: text(
      {
        description:
          "The server's public host key, so that nobody can pose as the server: what `ssh-keyscan -t ed25519 <address>` prints after the name.",
        allowed: "a public key",
        example: "ssh-ed25519 AAAA…",
        rules: ["server.host-key"],
        pattern: "^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*$",
      },
      hostKey,
    ),
    folder: text(
      {
        description: "The folder on the server where Slipway keeps everything.",
        allowed: "an absolute path",
        example: "/srv/slipway",
        rules: ["server.folder"],
        pattern: "^(/[A-Za-z0-9._-]+)+$",
      },
      serverFolder,
    ).default("/srv/slipway"),
  },
  { description: "A machine reached over SSH that runs Docker." },
);

function keyPair(description: string) {
  return group(
    {
      public: text(
        {
          description: "The public half.",
          allowed: "a public key",
          example: "ssh-ed25519 AAAA…",
          rules: ["key.public", "key.twice"],
          pattern: "^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*$",
        },
        ownPublicKey,
      ),
      private: secret({
        description: "The private half, in OpenSSH's format and without a passphrase.",
        rules: ["secret.plain", "value.private-key"],
      }),
    },
    { description },
  );
}

const keys = group(
  {
    bootstrap: keyPair(
      "The first contact with a server, as its administrator. Its public half is put on the server by hand.",
    ),
    configurator: keyPair("Lays configurations down; used by `up`."),
    observer: keyPair("Reads status and history."),
    fingerprint: secret({
      description:
        "Keys the fingerprints that previews show for secrets: 32 random bytes in base64.",
      rules: ["secret.plain", "value.fingerprint"],
    }),
    deployers: map(
      { called: "app", rules: ["app.name"], check: appName, pattern: "^[a-z][a-z0-9-]*$" },
      keyPair("Deploys and rolls back one app; its pipeline holds it."),
      {
        description: "A key pair for each app.",
        otherwise: "none",
        rules: ["app.name", "key.missing", "key.unused"],
      },
    ).default({}),
  },
  {
    description:
      "The stack's SSH keys, one for each thing that may be done on its servers. `npx slipway keys <stack>` makes those that are missing.",
  },
);

const registry = group(
  {
    address: text(
      {
        description: "The registry's host, with a port if need be.",
        allowed: "a host",
        example: "registry.example.com:5050",
        rules: ["registry.address"],
      },
      registryAddress,
    ),
    user: text(
      {
        description: "Who pulls; a deploy token's name, for example.",
        allowed: "text without a colon or a space",
        example: "slipway-pull",
        rules: ["registry.user"],
      },
      registryUser,
    ),
    password: secret({ description: "The password or token of that user." }),
  },
  { description: "The registry that the servers pull from, where it asks for a password." },
);

const health = group(
  {
    url: text(
      {
        description: "The address asked on the server itself until it answers with 2xx.",
        allowed: "an http or https address",
        example: "http://127.0.0.1:3000/health",
        rules: ["health.url"],
        pattern: "^https?://",
      },
      healthUrl,
    ),
    version: text(
      {
        description:
          "Where in the answer's JSON the app reports its version, which must be the deployed one.",
        allowed: "a jq path",
        example: ".version",
        otherwise: "the version is not compared",
        rules: ["health.version"],
      },
      jqPath,
    ).optional(),
    smoke: list(
      text(
        {
          description: "A path on the health check's host, or a whole address.",
          allowed: "a path or an address",
          example: "/api/v1/status",
          rules: ["health.smoke"],
          pattern: "^(/|https?://)",
        },
        smokeCheck,
      ),
      {
        description: "What must answer with 2xx once health and version are right.",
        example: "[/api/v1/status]",
      },
    ).default([]),
    within: text(
      {
        description: "How long the app may take, from its containers' start, to become healthy.",
        allowed: "a duration",
        example: "60s",
        pattern: "^[1-9][0-9]*[smh]$",
        rules: ["duration"],
      },
      within,
    ).default("60s"),
  },
  {
    description:
      "When a release counts as serving. A release that does not get there in time is put back.",
    example:
      "{ url: http://127.0.0.1:3000/health, version: .version, smoke: [/api/v1/status], within: 60s }",
  },
);

const variableGroup = group(
  {
    value: textOrSecret({
      description: "The value: text, or `{ secure: … }`.",
      allowed: "text, or `{ secure: … }`",
      example: "production",
    }),
    type: choice(["env_var", "file"], {
      description:
        "`env_var`: jobs see the value. `file`: jobs see the path of a file that holds it.",
      example: "file",
    }).default("env_var"),
    protected: flag({
      description: "Whether only pipelines of protected branches and tags see it.",
      example: "true",
    }).default(true),
    masked: flag({
      description: "Whether GitLab hides the value in job logs.",
      example: "true",
      otherwise: "true for an encrypted `env_var`, else false",
    }).optional(),
    raw: flag({
      description:
        "Whether `$` in the value is just a character. `false` lets GitLab expand `$NAME`.",
      example: "true",
    }).default(true),
    description: text(
      {
        description: "What it is for, shown in GitLab.",
        allowed: "text",
        example: "Where errors are reported",
        rules: ["text.length"],
      },
      atMost(255),
    ).default(""),
  },
  { description: "A variable with more to say than its value." },
);

/** `SENTRY_ENV: production`, `TOKEN: { secure: … }`, or a group with `value`. */
function longForm(value: unknown): unknown {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  return isMap && Object.getPrototypeOf(value) === Object.prototype && !isSecure(value)
    ? value
    : { value };
}

const variable = z.preprocess(longForm, variableGroup);
about.set(variable, {
  kind: "either",
  description: "A variable of the environment's jobs: its value, or a group with `value` and more.",
  example: "production",
  rules: ["value.masked", "value.masked-name", "value.lines", "value.length", "value.key-newline"],
});

const pipeline = group(
  {
    secrets: list(
      text({
        description: "One of the app's `secrets`.",
        allowed: "a secret's key",
        rules: [
          "pipeline.unknown",
          "variable.reserved",
          "value.masked",
          "value.masked-name",
          "value.lines",
          "value.length",
        ],
      }),
      {
        description:
          "Which of the app's `secrets` its jobs see as well: protected, masked and raw, in this environment only.",
        example: "[DB_PASSWORD]",
      },
    ).default([]),
    variables: map(
      {
        called: "variable",
        rules: ["variable.name", "variable.reserved"],
        check: variableName,
        pattern: "^[A-Za-z0-9_]+$",
      },
      variable,
      {
        description: "Other variables of the environment's jobs.",
        example: "{ SENTRY_ENV: production }",
        rules: ["variable.name", "variable.reserved", "pipeline.twice"],
      },
    ).default({}),
  },
  { description: "GitLab CI/CD variables of the app's jobs in this environment." },
);

const rotation = group(
  {
    every: text(
      {
        description: "How often the secret is to be replaced.",
        allowed: "a duration",
        example: "90d",
        pattern: "^[1-9][0-9]*[dw]$",
        otherwise: "never due",
        rules: ["duration"],
      },
      every,
    ).optional(),
    changed: date(
      {
        description: "When it was replaced last. `npx slipway secret set` writes it.",
        allowed: "a date",
        example: '"2026-11-01"',
        rules: ["date"],
        pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}",
      },
      calendarDay,
    ),
  },
  { description: "A secret's age." },
);

const app = group(
  {
    servers: list(
      text({
        description: "The name of a server of this stack.",
        allowed: "a server's name",
        example: "prod-1",
        rules: ["server.unknown"],
      }),
      {
        description: "The servers that run the app, in the order they are deployed to.",
        example: "[prod-1]",
      },
      1,
    ),
    url: text(
      {
        description: "The environment's address, shown in GitLab.",
        allowed: "an http or https address",
        example: "https://app.example.com",
        otherwise: "none",
        rules: ["app.url"],
        pattern: "^https?://",
      },
      appUrl,
    ).optional(),
    tier: choice(["production", "staging", "testing", "development", "other"], {
      description: "The environment's tier in GitLab.",
      example: "production",
      otherwise: "what GitLab would guess from the environment's name",
    }).optional(),
    compose: text(
      {
        description:
          "The compose file. One of its services at least runs `${IMAGE}`, the image that pipelines deploy.",
        allowed: "a path in this repository",
        example: "compose/shop.yaml",
        rules: ["path.repository", "file.missing"],
        pattern: "^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$",
      },
      repositoryPath,
    ),
    files: map(
      { called: "path", rules: ["path.release", "files.inside"], check: releasePath },
      text(
        {
          description: "The file in this repository.",
          allowed: "a path in this repository",
          example: "compose/app.conf",
          rules: ["path.repository", "file.missing", "file.text"],
          pattern: "^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$",
        },
        repositoryPath,
      ),
      {
        description:
          "Config files that the compose file mounts from `./files/`: the path there, and the file here. They belong to the release, and come back with a rollback.",
        example: "{ app.conf: compose/app.conf }",
        rules: ["path.release", "files.inside"],
      },
    ).default({}),
    health: health.optional(),
    env: map(
      {
        called: "KEY",
        rules: ["env.name", "env.steers"],
        check: envName,
        pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
      },
      text(
        {
          description: "The value, shown in previews.",
          allowed: "text",
          example: "Warning",
          rules: ["env.value", "env.private-key"],
        },
        envValue,
        noPrivateKey,
      ),
      {
        description: "Plain lines of `.env`.",
        example: "{ LOG_LEVEL: Warning }",
        rules: ["env.name", "env.steers", "env.and-secret"],
      },
    ).default({}),
    secrets: map(
      {
        called: "KEY",
        rules: ["env.name", "env.steers"],
        check: envName,
        pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
      },
      secret({
        description: "The value, encrypted.",
        rules: ["secret.plain", "env.value", "value.empty"],
      }),
      {
        description:
          "Secret lines of `.env`. `npx slipway secret set <stack> <app> <KEY>` writes them.",
        example: "{ DB_PASSWORD: { secure: … } }",
        rules: ["env.name", "env.steers"],
      },
    ).default({}),
    pipeline: pipeline.optional(),
    rotate: map({ called: "KEY", rules: ["rotate.unknown"], check: () => undefined }, rotation, {
      description: "When each secret was replaced last, and when it is due again.",
      example: '{ DB_PASSWORD: { every: 90d, changed: "2026-11-01" } }',
    }).default({}),
    withNextImage: flag({
      description:
        "Hold this configuration back until the next image is deployed, where the two work only together.",
      example: "true",
    }).default(false),
  },
  { description: "An app of the platform, as it runs here." },
);

export const environment = group(
  {
    ...gitlabSettings,
    "slipway:version": version,
    "slipway:servers": map(
      { called: "server", rules: ["server.name"], check: serverName, pattern: "^[a-z][a-z0-9-]*$" },
      server,
      {
        description: "The environment's servers.",
        example: "{ prod-1: { address: prod.example.com, hostKey: ssh-ed25519 AAAA… } }",
      },
    ).default({}),
    "slipway:keys": keys,
    "slipway:registry": registry.optional(),
    "slipway:apps": map(
      { called: "app", rules: ["app.name"], check: appName, pattern: "^[a-z][a-z0-9-]*$" },
      app,
      {
        description: "The apps that run here.",
        example: "{ shop: { servers: [prod-1], compose: compose/shop.yaml } }",
        rules: ["app.name", "app.unknown", "compose.project-twice"],
      },
    ).default({}),
  },
  { description: "An environment's settings: `config` of `Pulumi.<environment>.yaml`." },
);
