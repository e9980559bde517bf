import type { ComposeContent } from "../../model.ts";
import type { Path, Problem } from "../../problem.ts";
import { complain, isMapAt, keysAt, textAt, textsAt } from "../../read/stack.ts";
import type { Stack } from "../../read/stack.ts";
import { meant, show } from "../../words.ts";
import { IMAGE, isMap } from "./services.ts";

type Services = Record<string, unknown>;

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
      return [
        ...checkOnce(stack, at, content.services),
        ...checkBackup(stack, at, content.services),
      ];
    }),
  );
}

function checkOnce(stack: Stack, at: Path, services: Services): Problem[] {
  return textsAt(stack, [...at, "once"]).flatMap(([service, index]) => {
    const path = [...at, "once", index];
    const unknown = checkKnown(stack, path, service, services);
    const there = services[service];
    if (unknown.length > 0 || !isMap(there) || there.profiles === undefined) return unknown;
    const message = `${show(service)} has \`profiles\`, so that nothing starts it.`;
    const fix = "take its `profiles` out, or take it out here.";
    return [complain(stack, path, { rule: "service.profiles", message, fix })];
  });
}

function checkBackup(stack: Stack, at: Path, services: Services): Problem[] {
  const path = [...at, "backup"];
  const service = textAt(stack, [...path, "service"]);
  const problems: Problem[] = [];
  if (service !== undefined) {
    problems.push(...checkKnown(stack, [...path, "service"], service, services));
    const there = services[service];
    if (isMap(there) && there.image === IMAGE) {
      const message = `${show(service)} runs the app's image, and is stopped while its data are restored.`;
      const fix = "name the service of the database.";
      const complaint = { rule: "backup.service", message, fix } as const;
      problems.push(complain(stack, [...path, "service"], complaint));
    }
  }
  const runsOnce = textsAt(stack, [...at, "once"]).length > 0 || isAnyWaitedFor(services);
  if (isMapAt(stack, path) && !runsOnce) {
    const message = "Nothing of the app runs once, so that no backup would ever be made.";
    const fix = "name the migration in `once`, or have the app wait for it in the compose file.";
    problems.push(complain(stack, path, { rule: "backup.once", message, fix }, "key"));
  }
  return problems;
}

/** Whether a service waits until another has ended well. */
function isAnyWaitedFor(services: Services): boolean {
  return Object.values(services).some(
    (service) =>
      isMap(service) &&
      isMap(service.depends_on) &&
      Object.values(service.depends_on).some(
        (need) => isMap(need) && need.condition === "service_completed_successfully",
      ),
  );
}

function checkKnown(stack: Stack, path: Path, service: string, services: Services): Problem[] {
  if (Object.hasOwn(services, service)) return [];
  const message = `${show(service)} is not a service of the app's compose file.`;
  const named = meant(service, Object.keys(services));
  return [complain(stack, path, { rule: "service.unknown", message, ...named })];
}
