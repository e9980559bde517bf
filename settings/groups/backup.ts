import type { z } from "zod";
import { group } from "../kinds/collections.ts";
import { text, whole } from "../kinds/scalars.ts";
import type { Complaint } from "../problem.ts";

export const backupRules = {
  "backup.command": "A backup and its way back have something to run.",
  "backup.service": "What is backed up is no service of `${IMAGE}`, since a restore stops those.",
  "backup.once":
    "A backup is made before what runs once, and something does. The app waits for it, or `once` names it.",
} as const satisfies Record<string, string>;

function command(text: string): Complaint | undefined {
  if (text.trim() !== "") return undefined;
  const fix = "write a command, such as `pg_dump --username shop --format custom shop`.";
  return { rule: "backup.command", message: "There is nothing to run.", fix };
}

export const backup = group(
  {
    service: text({
      description: "The service of the compose file that has the data.",
      allowed: "a service's name",
      example: "database",
      rules: ["service.unknown", "backup.service"],
    }),
    command: text(
      {
        description:
          "What writes a dump to its standard output: run by `sh -c` in that service's container, where its variables are. A dump that is empty or ends with another exit code than 0 stops the change.",
        allowed: "a command of the shell",
        example: "pg_dump --username shop --format custom shop",
        rules: ["backup.command"],
      },
      command,
    ),
    restore: text(
      {
        description:
          "What reads a dump from its standard input and puts it in the place of the data, all of them: `slipway restore` runs it in the same container.",
        allowed: "a command of the shell",
        example:
          "dropdb --username shop --force shop && createdb --username shop shop && pg_restore --username shop --dbname shop --exit-on-error",
        otherwise: "`slipway restore` does nothing",
        rules: ["backup.command"],
      },
      command,
    ).optional(),
    keep: whole(1, 100, {
      description: "How many dumps a server keeps.",
      example: "10",
    }).default(5),
  },
  {
    description:
      "A dump of the app's data on each of its servers, before every change that runs a migration: a service that another waits for with `service_completed_successfully`, or that `once` names. Without a dump nothing is changed.",
    example:
      "{ service: database, command: pg_dump --username shop --format custom shop, keep: 5 }",
  },
);

/** As slipway-host runs them: a program and its arguments. */
export function buildBackup({ command, restore, ...rest }: z.infer<typeof backup>) {
  const run = (text: string) => ["sh", "-c", text];
  return {
    ...rest,
    command: run(command),
    ...(restore === undefined ? {} : { restore: run(restore) }),
  };
}
