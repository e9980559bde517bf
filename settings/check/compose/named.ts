import type { ComposeContent } from "../../model.ts";
import type { Path, Problem } from "../../problem.ts";
import { complain, keysAt, textAt, textsAt } from "../../read/stack.ts";
import type { Stack } from "../../read/stack.ts";
import { meant, show } from "../../words.ts";
import { isMap } from "./services.ts";

/** What settings name of a compose file is in it. */
export function checkServicesNamed(
  environments: Stack[],
  compose: Map<string, ComposeContent>,
): Problem[] {
  return environments.flatMap((stack) =>
    keysAt(stack, ["slipway:apps"]).flatMap((app) => {
      const at: Path = ["slipway:apps", app];
      const content: unknown = compose.get(textAt(stack, [...at, "compose"]) ?? "");
      if (!isMap(content) || !isMap(content.services)) return [];
      const { services } = content;
      return textsAt(stack, [...at, "once"]).flatMap(([service, index]) =>
        problemsOf(stack, [...at, "once", index], service, services),
      );
    }),
  );
}

function problemsOf(
  stack: Stack,
  path: Path,
  service: string,
  services: Record<string, unknown>,
): Problem[] {
  const there = Object.hasOwn(services, service) ? services[service] : undefined;
  if (there === undefined) {
    const message = `${show(service)} is not a service of the app's compose file.`;
    const named = meant(service, Object.keys(services));
    return [complain(stack, path, { rule: "service.unknown", message, ...named })];
  }
  if (!isMap(there) || there.profiles === undefined) return [];
  const message = `${show(service)} has \`profiles\`, so that nothing starts it.`;
  const fix = "take its `profiles` out, or take it out here.";
  return [complain(stack, path, { rule: "service.profiles", message, fix })];
}
