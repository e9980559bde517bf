import type { z } from "zod";
import { checkCompose } from "./compose/check.ts";
import type { Beside, Runs } from "./compose/check.ts";
import type { SourceFile, StackFiles } from "../read/files.ts";
import type { ComposeContent } from "../model.ts";
import type { Complaint, Problem } from "../problem.ts";
import { checkEnvironment, environment } from "../groups/environment.ts";
import { checkPlatform, platform } from "../groups/platform.ts";
import { isOthers } from "../groups/gitlab.ts";
import { checkShape } from "./shape.ts";
import { readFile, readSources, unread } from "../read/sources.ts";
import { complain, isMapAt, isOtherAt, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { straighten } from "./indentation.ts";
import { checkPorts } from "./compose/clashes.ts";
import { checkServicesNamed } from "./compose/named.ts";
import { checkTogether } from "./together.ts";
import { show } from "../words.ts";

/** All that can be checked without opening a secret. */
export interface Structure {
  problems: Problem[];
  warnings: Problem[];
  platform?: Stack & { settings?: z.infer<typeof platform> };
  environments: (Stack & { settings?: z.infer<typeof environment> })[];
  /** The compose files that could be read, by path. */
  compose: Map<string, ComposeContent>;
}

/** @param isHeeded by a stack's name, whether its file is checked. The others are as good as empty. */
export function checkStructure(
  files: StackFiles,
  isHeeded: (stack: string) => boolean = () => true,
): Structure {
  const sources = readSources(files, isHeeded);
  const problems = [...sources.problems];

  const shaped = <Schema extends z.ZodType>(read: Stack, schema: Schema) => {
    const { config, misplaced } = straighten(schema, read.config);
    const stack = { ...read, config };
    for (const { path, complaint } of misplaced) {
      problems.push(complain(stack, path, complaint, "key"));
    }
    const shape = checkShape(schema, ownKeys(stack.config), stack.yaml, stack.name);
    problems.push(...shape.problems);
    return { ...stack, ...(shape.settings && { settings: shape.settings }) };
  };
  const platformStack = sources.platform && shaped(sources.platform, platform);
  const environments = sources.environments.map((stack) => shaped(stack, environment));

  if (platformStack) problems.push(...checkPlatform(platformStack));
  const isPlatformKnown = platformStack && isMapAt(platformStack, ["slipway:apps"]);
  const known = isPlatformKnown ? keysAt(platformStack, ["slipway:apps"]) : undefined;
  for (const stack of environments) problems.push(...checkEnvironment(stack, known));
  const ordered = inOrder(platformStack, environments);
  problems.push(...checkTogether(platformStack, ordered, [...files.stacks.keys()]));
  const compose = checkFiles(files, environments, problems);
  problems.push(...checkPorts(ordered, compose));
  problems.push(...checkServicesNamed(ordered, compose));
  const isWarning = ({ severity }: Problem) => severity === "warning";
  return {
    problems: problems.filter((problem) => !isWarning(problem)),
    warnings: problems.filter(isWarning),
    environments,
    compose,
    ...(platformStack && { platform: platformStack }),
  };
}

/** The environments in the order of promotion, those that the platform doesn't know last. */
function inOrder(platform: Stack | undefined, environments: Stack[]): Stack[] {
  const names = platform ? keysAt(platform, ["slipway:environments"]) : [];
  const rank = ({ name }: Stack) => (names.includes(name) ? names.indexOf(name) : names.length);
  return [...environments].sort((a, b) => rank(a) - rank(b));
}

/** `config` without what belongs to Pulumi and its providers. */
function ownKeys(config: unknown): unknown {
  if (typeof config !== "object" || config === null || Array.isArray(config)) return config;
  return Object.fromEntries(Object.entries(config).filter(([key]) => !isOthers(key)));
}

/** The files that environments name: there, readable, and the compose files right. */
function checkFiles(files: StackFiles, environments: Stack[], problems: Problem[]) {
  const runs = new Map<string, Runs[]>();
  for (const stack of environments) {
    for (const app of keysAt(stack, ["slipway:apps"])) {
      const at = ["slipway:apps", app];
      const named = keysAt(stack, [...at, "files"]);
      for (const file of named) checkThere(files, stack, [...at, "files", file], problems);
      const path = textAt(stack, [...at, "compose"]);
      if (path === undefined || !checkThere(files, stack, [...at, "compose"], problems)) continue;
      const sources = [
        [...at, "env"],
        [...at, "secrets"],
      ];
      const isKnown = !sources.some((source) => isOtherAt(stack, source));
      const run: Runs = {
        environment: stack.name,
        app,
        ...(isKnown && { keys: sources.flatMap((source) => keysAt(stack, source)) }),
        ...(!isOtherAt(stack, [...at, "files"]) && { files: named }),
      };
      runs.set(path, [...(runs.get(path) ?? []), run]);
    }
  }
  const compose = new Map<string, ComposeContent>();
  for (const [path, users] of runs) {
    const yaml = readFile(files.others.get(path)!, []);
    if (!yaml) continue;
    problems.push(...checkCompose(yaml, users, beside(path, files)));
    compose.set(path, yaml.value as ComposeContent);
  }
  return compose;
}

/** What lies beside a compose file. */
function beside(path: string, { entries }: StackFiles): Beside {
  const folder = path.split("/").slice(0, -1).join("/");
  return { folder, entries: entries.get(folder) ?? new Set() };
}

/** Whether the file that a setting names can be read. Bad paths have been reported by the schema. */
function checkThere(files: StackFiles, stack: Stack, path: string[], problems: Problem[]): boolean {
  const named = textAt(stack, path);
  const file = named === undefined ? undefined : files.others.get(named);
  if (file === undefined) return false;
  if (file.text !== undefined) return true;
  problems.push(complain(stack, path, notThere(named!, file)));
  return false;
}

function notThere(named: string, file: SourceFile & { text: undefined }): Complaint {
  if (file.why === "too large" || file.why === "link") {
    const complaint = unread(file);
    return { ...complaint, message: `\`${named}\`: ${complaint.message}` };
  }
  const message =
    file.why === "missing"
      ? `There is no file ${show(named)} in this repository.`
      : `${show(named)} cannot be read as UTF-8 text.`;
  const write = file.instead ? `write \`${file.instead}\`.` : "write it, or correct the path.";
  const fix = file.why === "missing" ? write : "save it as UTF-8 text.";
  const rule = file.why === "missing" ? "file.missing" : "file.text";
  return { rule, message, fix };
}
