import { isPrivateKey } from "../kinds/texts.ts";
import type { Complaint, Path, Problem } from "../problem.ts";
import { complain, keysAt, textAt, textsAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { valueAt } from "../kinds/walk.ts";

/** What GitLab makes of the values of an app's variables. No message holds a value. */

export const variableValueRules = {
  "value.masked": "A masked value is one that GitLab can mask.",
  "value.masked-name": "A masked value is not the name of a variable.",
  "value.lines": "A value of several lines is a file variable.",
  "value.length": "A GitLab variable's value has at most 10,000 characters.",
  "value.key-newline": "A private key in a file ends with a newline.",
} as const satisfies Record<string, string>;

/** A GitLab variable with its value in clear. */
interface Variable {
  key: string;
  value: string;
  type: "env_var" | "file";
  masked: boolean;
  raw: boolean;
}

// GitLab's app/models/concerns/ci/maskable.rb. Ruby's \S knows the spaces of ASCII only.
const MASKABLE_RAW = /^[^ \t\r\n\f\v\0]{8,}$/;
const MASKABLE = /^[a-zA-Z0-9_+=/@:.~-]{8,}$/;

/**
 * What GitLab would refuse, or a job would get wrong, in a variable.
 *
 * @param names of the variables that jobs see besides GitLab's own
 */
function checkVariable(variable: Variable, names: readonly string[]): Complaint[] {
  const { value, type, masked, raw } = variable;
  const complaints: Complaint[] = [];
  const characters = [...value].length;
  if (characters > 10_000) {
    complaints.push({
      rule: "value.length",
      message: `The value has ${characters} characters.`,
      allowed: "at most 10,000",
      fix: "keep it elsewhere, and give jobs what opens it.",
    });
  }
  if (type === "env_var" && /[\r\n]/.test(value)) {
    complaints.push({
      rule: "value.lines",
      message: "The value has several lines.",
      fix: "give it `type: file` and `masked: false` under `pipeline.variables`.",
    });
  } else if (masked && !(raw ? MASKABLE_RAW : MASKABLE).test(value)) {
    complaints.push({ rule: "value.masked", ...unmaskable(value, raw) });
  } else if (masked && (names.includes(value) || /^(CI|GITLAB)_[A-Z0-9_]+$/.test(value))) {
    complaints.push({
      rule: "value.masked-name",
      message: "The value is the name of a variable, and GitLab masks no such value.",
      fix: "choose another value, or give it `masked: false` under `pipeline.variables`.",
    });
  }
  if (type === "file" && isPrivateKey(value) && !value.endsWith("\n")) {
    complaints.push({
      rule: "value.key-newline",
      message: "The private key's last line has no end, and ssh refuses such a file.",
      fix: "set it again, with its last newline.",
    });
  }
  return complaints;
}

function unmaskable(value: string, raw: boolean): Omit<Complaint, "rule"> {
  const fix = "choose such a value, or give it `masked: false` under `pipeline.variables`.";
  if (raw) {
    const allowed = "at least 8 characters on one line, none of them a space";
    return { message: "GitLab cannot mask this value.", allowed, fix };
  }
  const allowed = "at least 8 of the letters, digits and `_+=/@:.~-`";
  const rawFix = MASKABLE_RAW.test(value)
    ? "take `raw: false` out, or write `masked: false`."
    : fix;
  return { message: "GitLab cannot mask this value while it expands `$`.", allowed, fix: rawFix };
}

/**
 * Checks the variables of each app whose values are known, whatever else is wrong with them.
 *
 * @param plain a secret in clear, where it could be read
 */
export function checkVariableValues(
  stack: Stack,
  plain: (path: Path) => string | undefined,
): Problem[] {
  return keysAt(stack, ["slipway:apps"]).flatMap((app) =>
    variablesOf(stack, ["slipway:apps", app], plain).flatMap(({ path, variable, names }) =>
      checkVariable(variable, names).map((complaint) => complain(stack, path, complaint)),
    ),
  );
}

function variablesOf(stack: Stack, at: Path, plain: (path: Path) => string | undefined) {
  const pipeline: Path = [...at, "pipeline"];
  const published = textsAt(stack, [...pipeline, "secrets"]);
  const keys = keysAt(stack, [...pipeline, "variables"]);
  const names = [...published.map(([key]) => key), ...keys];
  const found: { path: Path; variable: Variable; names: string[] }[] = [];

  for (const [key, index] of published) {
    const value = plain([...at, "secrets", key]);
    if (value === undefined || value === "") continue;
    const variable = { key, value, type: "env_var", masked: true, raw: true } as const;
    found.push({ path: [...pipeline, "secrets", index], variable, names });
  }
  for (const key of keys) {
    const path = [...pipeline, "variables", key];
    const valuePath = stack.yaml.has(["config", ...path, "value"]) ? [...path, "value"] : path;
    const secret = plain(valuePath);
    const value = secret ?? textAt(stack, valuePath);
    if (value === undefined) continue;
    const type = (textAt(stack, [...path, "type"]) ?? "env_var") === "env_var" ? "env_var" : "file";
    const said = valueAt(stack.config, [...path, "masked"]);
    const masked = typeof said === "boolean" ? said : secret !== undefined && type === "env_var";
    const raw = valueAt(stack.config, [...path, "raw"]) !== false;
    found.push({ path: valuePath, variable: { key, value, type, masked, raw }, names });
  }
  return found;
}
