import { collide, publishedPorts } from "./ports.ts";
import type { Port } from "./ports.ts";
import type { ComposeContent } from "../../model.ts";
import type { Problem } from "../../problem.ts";
import { complain, keysAt, textAt, textsAt } from "../../read/stack.ts";
import type { Stack } from "../../read/stack.ts";
import { machineOf } from "../../groups/servers.ts";

interface Taken extends Port {
  machine: string;
  by: string;
}

/** Two deployments on one machine do not publish the same port. */
export function checkPorts(environments: Stack[], compose: Map<string, ComposeContent>): Problem[] {
  const taken: Taken[] = [];
  return environments.flatMap((stack) =>
    keysAt(stack, ["slipway:apps"]).flatMap((app) => {
      const at = ["slipway:apps", app];
      const values = keysAt(stack, [...at, "env"]).map((key) => [
        key,
        textAt(stack, [...at, "env", key]),
      ]);
      const env = Object.fromEntries(values) as Record<string, string>;
      const ports = publishedPorts(compose.get(textAt(stack, [...at, "compose"]) ?? ""), env);
      const machines = new Set(
        textsAt(stack, [...at, "servers"]).map(([name]) => machineOf(stack, name)),
      );
      const problems: Problem[] = [];
      for (const machine of machines) {
        if (machine === undefined) continue;
        for (const port of ports) {
          const other = taken.find((one) => one.machine === machine && collide(one, port));
          const by = `\`${port.service}\` of \`${app}\` on \`${stack.name}\``;
          taken.push({ ...port, machine, by });
          if (!other) continue;
          const complaint = {
            rule: "compose.port",
            message: `Port ${port.port} of ${machine} is published by ${by} and by ${other.by}.`,
            fix: "publish another port: `ports: [127.0.0.1:${PORT}:3000]`, with `PORT` in each `env`.",
          } as const;
          problems.push(complain(stack, [...at, "compose"], complaint));
        }
      }
      return problems;
    }),
  );
}
