/** The rules for compose files. */
export const composeRules = {
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
  "compose.mount": "What a service mounts from the repository is one of `files`. (A warning.)",
  "compose.container-name": "Compose names the containers. (A warning.)",
} as const satisfies Record<string, string>;
