/**
 * Every rule the settings are held to, with what it asks. A problem names its rule, and a test fails
 * when a rule has no case.
 */
export const rules = {
  // YAML
  "yaml.syntax": "A file is valid YAML: one document, no unknown tags.",
  "yaml.alias": "An alias does not stand inside what it stands for.",
  "yaml.duplicate-key": "A key stands once in its map.",
  "yaml.key": "A key is text.",
  "yaml.unquoted": "Text that YAML would turn into something else is quoted.",

  // Files
  "file.missing": "A file that is named exists and can be read.",
  "file.text": "A file under `files` is UTF-8 text.",
  "file.extension": "A stack file's name ends in `.yaml`.",
  "file.project": "`Pulumi.yaml` names the project, and leaves the settings to the stack files.",
  "file.platform": "There is a `Pulumi.platform.yaml`.",
  "file.stack": "The stack that is asked for has a file.",

  // Shape
  "shape.type": "A value has the type of its place.",
  "shape.missing": "What has no default is said.",
  "shape.unknown-key": "A key is one of those this page names.",
  "shape.choice": "A value is one of the choices.",
  "shape.range": "A number is within its limits.",
  "shape.twice": "A list names nothing twice.",
  "shape.empty": "A list that must name something does.",
  "secret.elsewhere": "An encrypted value stands only where a secret belongs.",
  "secret.plain": "A secret is encrypted.",

  // Single values
  version: "The settings' version is one that this Slipway reads.",
  "gitlab.base-url": "`gitlab:baseUrl` is the API's address, with its slash.",
  "environment.name": "An environment's name fits GitLab, Compose, a path and a Pulumi stack.",
  "environment.reserved": "An environment takes no name that Slipway uses itself.",
  "app.name": "An app's name fits Compose and a path.",
  "project.path": "A project's path is one that GitLab accepts.",
  "text.length": "A text is as short as GitLab asks.",
  "branch.name": "A branch's name is one that git accepts.",
  "branch.exact": "An environment deploys from one branch, not from a pattern.",
  "server.name": "A server's name is short and plain.",
  "server.address": "A server's address is a host name or an IP address.",
  "server.user": "A user's name is one that Linux accepts.",
  "server.host-key": "A host key is a public ed25519 or ecdsa key.",
  "server.folder": "A folder is an absolute path of plain characters.",
  "key.public": "A public key is an ed25519 or ecdsa key without a comment.",
  "registry.address": "A registry's address is a host, with a port if need be.",
  "registry.user": "A registry's user has no colon and no space.",
  "app.url": "An environment's address is one that GitLab accepts.",
  "path.repository": "A path leads to a file of this repository.",
  "path.release": "A path under `files` stays inside the release.",
  "health.url": "A health check is an address that the server can ask.",
  "health.version": "`version` is a jq path.",
  "health.smoke": "A smoke check is a path or an address.",
  duration: "A duration is a whole number with its unit, within its limits.",
  date: "A date is one of the calendar.",
  "env.name": "A key of `.env` is letters, digits and `_`.",
  "env.steers": "A key of `.env` does not steer Compose, Docker or the shell.",
  "env.value": "A value of `.env` is text without NUL that Linux can pass on.",
  "env.private-key": "A private key is a secret.",
  "variable.name": "A GitLab variable's name is letters, digits and `_`, at most 255.",
  "variable.reserved": "A GitLab variable takes no name of GitLab's or Slipway's own.",

  // Inside one file
  "after.itself": "An environment does not come after itself.",
  "after.unknown": "`after` names an environment of the platform.",
  "after.circle": "`after` does not go round in a circle.",
  "after.order": "The environments stand in the order of promotion.",
  "branch.unknown": "An environment deploys from a branch that each app protects.",
  "branch.default": "An app that lists its branches lists its default branch.",
  "project.twice": "Two apps are two projects.",
  "server.unknown": "An app's servers are declared in its stack.",
  "server.twice": "A machine is declared once in a stack.",
  "key.missing": "Each app has its deployer's key.",
  "key.unused": "A deployer's key belongs to an app of the stack.",
  "key.twice": "Each key pair does one thing.",
  "env.and-secret": "A key stands in `env` or in `secrets`, not in both.",
  "files.inside": "A path under `files` is a file or a folder, not both.",
  "pipeline.unknown": "`pipeline.secrets` names the app's secrets.",
  "pipeline.twice": "A GitLab variable is declared once.",
  "rotate.unknown": "`rotate` names the app's secrets.",

  // Between files
  "environment.no-stack": "An environment of the platform has a stack file.",
  "environment.unknown": "A stack file's environment is one of the platform's.",
  "app.unknown": "An environment's apps are the platform's.",
  "gitlab.one": "All stacks talk to one GitLab.",
  "compose.project-twice": "`<environment>-<app>`, Compose's project, is said by one of them only.",

  // Compose files
  "compose.shape": "A compose file is a map with services.",
  "compose.service": "A service is a map, and its name is one that Compose accepts.",
  "compose.key": "A key is not a slip of one that Compose knows.",
  "compose.no-app": "A service runs `${IMAGE}`.",
  "compose.build": "Nothing is built on a server.",
  "compose.image": "A service names the image it runs, in full.",
  "compose.other-file": "A compose file stands alone: only its own release lies on the server.",
  "compose.env-file": "`env_file` is `.env`, or a file under `files`.",
  "compose.name": "What a service names is declared in the file.",
  "compose.port": "A port of a machine is published once.",
  "compose.variable": "A variable of a compose file has a value.",
  "compose.file": "A file that a service takes from `./files` is one of `files`.",

  // Values
  "value.masked": "A masked value is one that GitLab can mask.",
  "value.masked-name": "A masked value is not the name of a variable.",
  "value.lines": "A value of several lines is a file variable.",
  "value.length": "A GitLab variable's value has at most 10,000 characters.",
  "value.key-newline": "A private key in a file ends with a newline.",
  "value.private-key":
    "A private key is OpenSSH's, without a passphrase, and fits its public half.",
  "value.fingerprint": "The fingerprints' key is 32 bytes in base64.",
  "value.empty": "A secret is not empty.",
  "secret.passphrase": "The passphrase opens the stack's secrets.",
  "secret.unreadable": "A secret can be decrypted.",
} as const satisfies Record<string, string>;

export type Rule = keyof typeof rules;
