import { mostBytes } from "./files.ts";
import type { SourceFile, StackFiles } from "./files.ts";
import type { Complaint, Problem } from "../problem.ts";
import type { Stack } from "./stack.ts";
import { isMap } from "../kinds/about.ts";
import { meant } from "../words.ts";
import { readYaml, yamlOf } from "./yaml.ts";
import type { Yaml } from "./yaml.ts";

/** The stack files as YAML, each with its `config`, and `Pulumi.yaml` beside them. */

export interface Sources {
  /** Nothing where there is no platform, or it is not valid YAML. */
  platform?: Stack;
  environments: Stack[];
  problems: Problem[];
}

/** @param isHeeded by a stack's name, whether its file is read */
export function readSources(files: StackFiles, isHeeded: (stack: string) => boolean): Sources {
  const problems = [...checkProject(files.project), ...checkIgnored(files.ignored)];
  const heeded = [...files.stacks].filter(([name]) => isHeeded(name));
  const stacks = heeded.flatMap(([name, file]) => readStack(name, file, problems));
  const platform = stacks.find(({ name }) => name === "platform");
  if (!files.stacks.has("platform")) {
    const message =
      "There is no `Pulumi.platform.yaml`, where the environments and apps are declared.";
    const complaint = { rule: "file.platform", message, fix: "write it." } as const;
    problems.push(readYaml("Pulumi.platform.yaml", "").problem([], complaint));
  }
  const environments = stacks.filter((stack) => stack !== platform);
  return { ...(platform && { platform }), environments, problems };
}

/** What Pulumi keeps beside `config`. */
const PULUMI_KEYS = ["encryptionsalt", "encryptedkey", "secretsprovider", "environment"];

function readStack(name: string, file: SourceFile, problems: Problem[]): Stack[] {
  const yaml = readFile(file, problems);
  if (!yaml || yaml.value === undefined) return [];
  const top = yaml.value;
  if (typeof top !== "object" || top === null || !("config" in top)) {
    const fix = "write the settings under `config:`.";
    problems.push(
      yaml.problem(["config"], { rule: "shape.missing", message: "`config` is missing.", fix }),
    );
    return [];
  }
  for (const key of Object.keys(top)) {
    if (key === "config" || PULUMI_KEYS.includes(key)) continue;
    const known = key.includes(":")
      ? { fix: "indent it, so that it stands under `config:`." }
      : meant(key, ["config", ...PULUMI_KEYS]);
    const message = `\`${key}\` does not belong at the top of a stack file.`;
    problems.push(yaml.problem([key], { rule: "shape.unknown-key", message, ...known }, "key"));
  }
  // What was not indented belongs there, and is checked as if it stood there.
  const outside = Object.entries(top).filter(([key]) => key.includes(":"));
  const isOpen = top.config === null || isMap(top.config);
  const config = isOpen && outside.length > 0 ? withEntries(top.config, outside) : top.config;
  return [{ name, yaml, config }];
}

function withEntries(config: unknown, entries: [string, unknown][]): unknown {
  return { ...Object.fromEntries(entries), ...(config as object | null) };
}

/** A file as YAML; its problems are noted. */
export function readFile(file: SourceFile, problems: Problem[]): Yaml | undefined {
  if (file.text === undefined) {
    problems.push(readYaml(file.path, "").problem([], unread(file)));
    return undefined;
  }
  const yaml = yamlOf(file);
  problems.push(...yaml.problems);
  return yaml;
}

/** Why a file was not read. */
export function unread({ why, instead }: SourceFile & { text: undefined }): Complaint {
  const write = instead ? `write \`${instead}\`.` : "write it.";
  const complaints: Record<typeof why, Complaint> = {
    missing: { rule: "file.missing", message: "This file is missing.", fix: write },
    "not text": {
      rule: "file.text",
      message: "This file cannot be read as text.",
      fix: "save it as UTF-8, and let it be read.",
    },
    unreadable: {
      rule: "file.missing",
      message: "This file cannot be read as text.",
      fix: "save it as UTF-8, and let it be read.",
    },
    "too large": {
      rule: "file.size",
      message: "This file is larger than any that is read here.",
      allowed: `at most ${mostBytes / 1024 / 1024} MiB`,
      fix: "take out what does not belong into it.",
    },
    link: {
      rule: "file.link",
      message: "This is a symbolic link, which is not followed here.",
      fix: "put the file itself in its place.",
    },
  };
  return complaints[why];
}

function checkProject(file: SourceFile): Problem[] {
  const problems: Problem[] = [];
  const yaml = readFile(file, problems);
  if (!yaml || yaml.value === undefined) return problems;
  const top = (yaml.value ?? {}) as Record<string, unknown>;
  if (typeof top.name !== "string") {
    const message = "`Pulumi.yaml` gives the project no name.";
    const fix = "add `name: slipway`.";
    problems.push(yaml.problem(["name"], { rule: "file.project", message, fix }));
  }
  for (const key of ["config", "stackConfigDir"]) {
    if (!(key in top)) continue;
    const message = `\`${key}\` moves settings to where Slipway does not read them.`;
    const fix = "take it out, and write the settings into the stack files beside this one.";
    problems.push(yaml.problem([key], { rule: "file.project", message, fix }, "key"));
  }
  return problems;
}

function checkIgnored(names: string[]): Problem[] {
  return names.map((name) =>
    readYaml(name, "").problem([], {
      rule: "file.extension",
      message: "Beside `Pulumi.yaml`, Pulumi does not read a file of this name.",
      fix: `rename it to \`${name.replace(/\.\w+$/, ".yaml")}\`, or remove it.`,
    }),
  );
}
