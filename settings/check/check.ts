import { entrancesOf } from "../groups/doors.ts";
import type { Entrance } from "../groups/doors.ts";
import { buildEnvironment, environment } from "../groups/environment.ts";
import { buildEnvironments } from "../groups/environments.ts";
import { buildPlatform, platform } from "../groups/platform.ts";
import { checkDue } from "../groups/rotate.ts";
import { checkVariableValues } from "../groups/variableValues.ts";
import type { Settings } from "../model.ts";
import type { Path, Problem } from "../problem.ts";
import { pathText, SettingsError } from "../problem.ts";
import type { StackFiles } from "../read/files.ts";
import type { ReadSecret } from "../read/passphrase.ts";
import { complain } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { readYaml } from "../read/yaml.ts";
import { meant } from "../words.ts";
import { readSecrets, sealedSecrets } from "./secrets.ts";
import type { ReadSecrets, Secrets, Want } from "./secrets.ts";
import { checkStructure } from "./structure.ts";
import type { Structure } from "./structure.ts";

/** What `check` found. */
export interface Checked {
  /** What cannot be done, in the order of the files and of their lines. */
  problems: Problem[];
  /** What can be done, and is told all the same. */
  warnings: Problem[];
  /** Whose pushes and merges come to which environments, on GitLab's Free tier. */
  entrances: Entrance[];
  /** Secrets whose values were not checked, since they could not be read: file and path. */
  notChecked: string[];
  /**
   * By stack: the settings of those whose secrets could all be read. Empty while there are problems.
   */
  settings: Map<string, Settings>;
  /** What was read, right or wrong. */
  structure: Structure;
}

/**
 * Checks all stack files together, and every value that can be read.
 *
 * @param secretsOf how a stack's secrets are read; see `passphraseReader`
 * @param today when secrets are due
 */
export function check(
  files: StackFiles,
  secretsOf: (stack: string) => ReadSecret,
  today = new Date(),
): Checked {
  const structure = checkStructure(files);
  const problems = [...structure.problems];
  const notChecked: string[] = [];
  const opened = new Map<string, ReadSecrets>();
  for (const stack of stacksOf(structure)) {
    const read = open(stack, secretsOf(stack.name));
    opened.set(stack.name, read);
    problems.push(...read.problems);
    notChecked.push(...read.unread.map((path) => `${stack.yaml.file} ${pathText(path)}`));
  }
  const settings = new Map<string, Settings>();
  if (problems.length === 0) {
    for (const [stack, read] of opened) {
      if (read.unread.length === 0)
        settings.set(stack, build(files, structure, stack, read.secrets));
    }
  }
  const due = structure.environments.flatMap((stack) => checkDue(stack, today));
  const warnings = inOrder([...structure.warnings, ...due], files);
  const { platform, environments } = structure;
  const entrances = platform ? entrancesOf(platform, environments) : [];
  const inFiles = inOrder(problems, files);
  return { problems: inFiles, warnings, entrances, notChecked, settings, structure };
}

export interface LoadOptions {
  /**
   * Whose problems count. `own`: the stack's and the platform's, as if there were no other
   * environment, so that a slip in staging's file does not keep anybody from rolling production back.
   * Default `all`.
   */
  heed?: "all" | "own";
  /**
   * Whether the secret at a path of `config` is of use. One that is not is never opened, nor
   * checked, and is an empty text in the settings. Default: all are.
   */
  want?: Want;
}

/**
 * The settings of one stack, its secrets in clear. All stack files are checked together; values are
 * checked in this stack only.
 *
 * @throws SettingsError with every problem, a secret that cannot be read included
 */
export function load(
  files: StackFiles,
  stack: string,
  readSecret: ReadSecret,
  { heed = "all", want = () => true }: LoadOptions = {},
): Settings {
  const isHeeded = (name: string) => heed === "all" || name === stack || name === "platform";
  const structure = checkStructure(files, isHeeded);
  const { problems } = structure;
  const wanted = stacksOf(structure).find(({ name }) => name === stack);
  const read: ReadSecrets = wanted
    ? open(wanted, readSecret, want)
    : { secrets: new Map(), unread: [], problems: [] };
  if (wanted) {
    problems.push(...read.problems);
    problems.push(...read.unread.map((path) => unreadable(wanted, path)));
  } else if (!files.stacks.has(stack)) {
    problems.push(noStack(stack, files));
  }
  if (problems.length > 0) throw new SettingsError(inOrder(problems, files));
  return build(files, structure, stack, read.secrets);
}

/**
 * The settings of every stack without opening a secret: in the place of each stands what `standIn`
 * makes of its ciphertext, which is held to no rule of a value.
 *
 * @throws SettingsError with every problem
 */
export function loadSealed(
  files: StackFiles,
  standIn: (ciphertext: string) => string,
): Map<string, Settings> {
  const structure = checkStructure(files);
  const problems = [...structure.problems];
  const sealed = stacksOf(structure).map((stack) => {
    const schema = stack.name === "platform" ? platform : environment;
    // Also where GitLab would refuse a value that stands in clear.
    problems.push(...checkVariableValues(stack, () => undefined));
    return [stack.name, sealedSecrets(schema, stack, standIn)] as const;
  });
  if (problems.length > 0) throw new SettingsError(inOrder(problems, files));
  return new Map(
    sealed.map(([stack, secrets]) => [stack, build(files, structure, stack, secrets)]),
  );
}

function stacksOf({ platform, environments }: Structure): Stack[] {
  return platform ? [platform, ...environments] : environments;
}

/** Reads a stack's secrets, and checks them and the values that GitLab gets. */
function open(stack: Stack, readSecret: ReadSecret, want?: Want): ReadSecrets {
  const schema = stack.name === "platform" ? platform : environment;
  const read = readSecrets(schema, stack, readSecret, want);
  const plain = (path: Path) => read.secrets.get(JSON.stringify(path));
  return { ...read, problems: [...read.problems, ...checkVariableValues(stack, plain)] };
}

function unreadable(stack: Stack, path: Path): Problem {
  return complain(stack, path, {
    rule: "secret.unreadable",
    message: "This secret cannot be read here.",
    fix: "set PULUMI_CONFIG_PASSPHRASE, or log in to what encrypts this stack's secrets.",
  });
}

function noStack(stack: string, files: StackFiles): Problem {
  const file = `Pulumi.${stack}.yaml`;
  const message = `There is no stack \`${stack}\`.`;
  const complaint = { message, ...meant(stack, files.stacks.keys()) };
  return readYaml(file, "").problem([], { rule: "file.stack", ...complaint });
}

function build(files: StackFiles, structure: Structure, stack: string, secrets: Secrets): Settings {
  const shared = structure.platform!.settings!;
  const reveal = (path: Path) => secrets.get(JSON.stringify(path)) ?? "";
  const secretValues = [...secrets.values()];
  if (stack === "platform") {
    const configs = structure.environments.flatMap(({ name, settings }) =>
      settings ? [[name, settings] as const] : [],
    );
    return { ...buildPlatform(shared, new Map(configs), reveal), secretValues };
  }
  const own = structure.environments.find(({ name }) => name === stack)!;
  const settings = buildEnvironment(own.settings!, {
    stack,
    rule: buildEnvironments(shared["slipway:environments"]).find(({ name }) => name === stack)!,
    keepsPipelines: shared["slipway:pipelines"] !== undefined,
    projectOf: (app) => shared["slipway:apps"][app]!.project,
    reveal,
    compose: (path) => structure.compose.get(path)!,
    file: (path) => files.others.get(path)!.text!,
    has: (path) => own.yaml.has(["config", ...path]),
  });
  return { ...settings, secretValues };
}

/** By file and line, each said once. */
function inOrder(problems: Problem[], files: StackFiles): Problem[] {
  const order = [
    "Pulumi.yaml",
    "Pulumi.platform.yaml",
    ...[...files.stacks.values()].map(({ path }) => path),
  ];
  const rank = ({ file }: Problem) => {
    const index = order.indexOf(file);
    return index < 0 ? order.length : index;
  };
  const once = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...once.values()].sort(
    (a, b) =>
      rank(a) - rank(b) || a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
  );
}
