import { movingImage } from "../../kinds/movingImage.ts";
import type { Complaint, Path, Problem } from "../../problem.ts";
import { Unquoted } from "../../read/scalar.ts";
import { unquotedMessage } from "../shape.ts";
import { meant } from "../../words.ts";
import type { Yaml } from "../../read/yaml.ts";
import { checkNames } from "./names.ts";
import { clearIn, containerName, mountedFromRepository } from "./places.ts";
import { checkService, IMAGE, isMap, otherFile } from "./services.ts";
import { references } from "./variables.ts";

/** An app that runs a compose file, as far as the file depends on it. */
export interface Runs {
  environment: string;
  app: string;
  /** The keys of its `.env`, where they are known. */
  keys?: string[];
  /** The paths under `files/`, where they are known. */
  files?: string[];
}

/** The folder that a compose file lies in. */
export interface Beside {
  folder: string;
  /** The names of what is in it. */
  entries: ReadonlySet<string>;
}

/** What Compose or slipway-host would refuse in a compose file, or would understand otherwise. */
export function checkCompose(yaml: Yaml, runs: Runs[], beside: Beside): Problem[] {
  const problems = [...yaml.problems];
  const say = (path: Path, complaint: Complaint, where?: "key" | "value") =>
    problems.push(yaml.problem(path, complaint, where));

  const content = yaml.value;
  if (content === undefined) return problems;
  if (!isMap(content) || !isMap(content.services) || Object.keys(content.services).length === 0) {
    const message = "A compose file is a map with `services`.";
    say([], {
      rule: "compose.shape",
      message,
      fix: `write \`services: { app: { image: ${IMAGE} } }\`.`,
    });
    return problems;
  }
  for (const [name, service] of Object.entries(content.services)) {
    checkService(name, service, (path, ...rest) => say(["services", name, ...path], ...rest));
    if (isMap(service) && service.container_name !== undefined) {
      say(["services", name, "container_name"], containerName, "key");
    }
    const image = isMap(service) ? service.image : undefined;
    const moving = typeof image === "string" ? movingImage(image) : undefined;
    if (moving) say(["services", name, "image"], moving);
  }
  checkNames(content, content.services, say);
  if (content.include !== undefined) say(["include"], otherFile(), "key");
  const isApp = (service: unknown) => isMap(service) && service.image === IMAGE;
  if (!Object.values(content.services).some(isApp)) {
    say(
      ["services"],
      {
        rule: "compose.no-app",
        message: "No service runs the app's image.",
        fix: `write \`image: ${IMAGE}\` in the app's service.`,
      },
      "key",
    );
  }
  for (const [path, value] of leaves(content)) {
    if (value instanceof Unquoted) {
      const fix = `write \`${JSON.stringify(value.source)}\`.`;
      say(path, { rule: "yaml.unquoted", message: unquotedMessage(value), fix });
    }
    if (typeof value !== "string") continue;
    checkVariables(value, runs, (complaint) => say(path, complaint));
    checkMounted(path, value, runs, (complaint) => say(path, complaint));
    const warnings = [clearIn(value, runs), mountedFromRepository(path, value, beside)];
    for (const warning of warnings) if (warning) say(path, warning);
  }
  return problems;
}

/** Compose puts nothing in an unset variable's place, and goes on. */
function checkVariables(text: string, runs: Runs[], say: (complaint: Complaint) => void): void {
  for (const { name, hasDefault } of references(text)) {
    if (hasDefault || name === "IMAGE") continue;
    const without = runs.filter(({ keys }) => keys !== undefined && !keys.includes(name));
    if (without.length === 0) continue;
    const { fix } = meant(name, without[0]!.keys!);
    say({
      rule: "compose.variable",
      message: `\`${name}\` has no value for ${named(without)}.`,
      fix: fix.startsWith("did")
        ? fix
        : `add it to \`env\` or \`secrets\`, give it a default (\`\${${name}:-…}\`), or write \`$$\` for a \`$\`.`,
    });
  }
}

/** Mounts, configs and env files from `./files/` come with the release. */
function checkMounted(
  path: Path,
  text: string,
  runs: Runs[],
  say: (complaint: Complaint) => void,
): void {
  const isMount = path[0] === "services" && (path[2] === "volumes" || path[2] === "env_file");
  const isConfig = (path[0] === "configs" || path[0] === "secrets") && path[2] === "file";
  const [, file] = /^(?:\.\/)?files\/([^:]+)/.exec(text) ?? [];
  if ((!isMount && !isConfig) || file === undefined || file.includes("$")) return;
  const isThere = (other: string) => other === file || other.startsWith(`${file}/`);
  const without = runs.filter(({ files }) => files !== undefined && !files.some(isThere));
  if (without.length === 0) return;
  const { fix } = meant(file, without[0]!.files!);
  say({
    rule: "compose.file",
    message: `\`${file}\` is not among the \`files\` of ${named(without)}.`,
    fix: fix.startsWith("did") ? fix : `add \`${file}: <path in this repository>\` to them.`,
  });
}

/** `shop` on `staging` and `uat`, `api` on `uat` */
function named(runs: Runs[]): string {
  const apps = new Set(runs.map(({ app }) => app));
  const parts = [...apps].map((app) => {
    const each = runs.filter((run) => run.app === app);
    const environments = each.map(({ environment }) => `\`${environment}\``);
    const last = environments.pop();
    const listed = environments.length > 0 ? `${environments.join(", ")} and ${last}` : last;
    return `\`${app}\` on ${listed}`;
  });
  return parts.join(", ");
}

/** Every value that is no map or list, with its path. */
function* leaves(value: unknown, path: Path = []): Generator<[Path, unknown]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leaves(item, [...path, index]);
  } else if (isMap(value) && !(value instanceof Unquoted)) {
    for (const [key, item] of Object.entries(value)) yield* leaves(item, [...path, key]);
  } else {
    yield [path, value];
  }
}
