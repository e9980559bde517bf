import type { Complaint, Path } from "../../problem.ts";
import { meant } from "../../words.ts";
import { isMap } from "./services.ts";

/** What services name must be declared: other services, and the file's volumes, networks, configs, secrets. */
export function checkNames(
  content: Record<string, unknown>,
  services: Record<string, unknown>,
  say: (path: Path, complaint: Complaint) => void,
): void {
  for (const [service, settings] of Object.entries(services)) {
    if (!isMap(settings)) continue;
    for (const [path, name] of namesIn(settings.depends_on)) {
      if (Object.hasOwn(services, name)) continue;
      const message = `\`${name}\` is not a service of this file.`;
      const others = Object.keys(services).filter((other) => other !== service);
      const complaint: Complaint = { rule: "compose.name", message, ...meant(name, others) };
      say(["services", service, "depends_on", ...path], complaint);
    }
    for (const kind of ["volumes", "networks", "configs", "secrets"]) {
      const declared = isMap(content[kind]) ? Object.keys(content[kind]) : [];
      for (const [path, name] of namesOf(kind, settings[kind])) {
        if (declared.includes(name) || (kind === "networks" && name === "default")) continue;
        const { fix } = meant(name, declared);
        say(["services", service, kind, ...path], {
          rule: "compose.name",
          message: `\`${name}\` is not among the \`${kind}\` of this file.`,
          fix: fix.startsWith("did") ? fix : `add \`${kind}: { ${name}: {} }\` to the file.`,
        });
      }
    }
  }
}

function namesOf(kind: string, value: unknown): [Path, string][] {
  if (kind === "networks") return namesIn(value);
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index): [Path, string][] => {
    if (isMap(item)) {
      const isNamed =
        typeof item.source === "string" && (kind !== "volumes" || item.type === "volume");
      return isNamed ? [[[index, "source"], String(item.source)]] : [];
    }
    if (typeof item !== "string") return [];
    if (kind !== "volumes") return [[[index], item]];
    // `name:/path`, where `./path:/path` and `/path` are none.
    const name = /^([A-Za-z0-9][\w.-]*):/.exec(item)?.[1];
    return name === undefined ? [] : [[[index], name]];
  });
}

/** A list of names, or a map by name. */
function namesIn(value: unknown): [Path, string][] {
  if (isMap(value)) return Object.keys(value).map((name) => [[name], name]);
  if (!Array.isArray(value)) return [];
  return value.flatMap((name: unknown, index): [Path, string][] =>
    typeof name === "string" ? [[[index], name]] : [],
  );
}
