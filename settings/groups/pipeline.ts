import { z } from "zod";
import { isMap, known } from "../kinds/about.ts";
import { group, list, map } from "../kinds/collections.ts";
import { must } from "../kinds/names.ts";
import { choice, flag, text, textOrSecret } from "../kinds/scalars.ts";
import { atMost } from "../kinds/texts.ts";
import type { Complaint, Path, Problem } from "../problem.ts";
import { complain, isOtherAt, keysAt, textsAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { meant, show } from "../words.ts";

/** GitLab's variables of an app in one environment. */

export const pipelineRules = {
  "variable.name": "A GitLab variable's name is letters, digits and `_`, at most 255.",
  "variable.reserved": "A GitLab variable takes no name of GitLab's or Slipway's own.",
  "pipeline.unknown": "`pipeline.secrets` names the app's secrets.",
  "pipeline.twice": "A GitLab variable is declared once.",
} as const satisfies Record<string, string>;

export function variableName(name: string): Complaint | undefined {
  if (!/^[A-Za-z0-9_]{1,255}$/.test(name)) {
    const allowed = "letters, digits and `_`, at most 255";
    return must("variable.name", name, "a name for a GitLab variable", allowed);
  }
  if (!/^(CI|CI_.*|GITLAB_CI|SLIPWAY_.*)$/.test(name)) return undefined;
  const message = `${show(name)} is a variable of GitLab's or Slipway's own.`;
  return { rule: "variable.reserved", message, fix: "give it another name." };
}

const variableGroup = group(
  {
    value: textOrSecret({
      description: "The value: text, or `{ secure: … }`.",
      allowed: "text, or `{ secure: … }`",
      example: "production",
    }),
    type: choice(["env_var", "file"], {
      description:
        "`env_var`: jobs see the value. `file`: jobs see the path of a file that holds it.",
      example: "file",
    }).default("env_var"),
    protected: flag({
      description: "Whether only pipelines of protected branches and tags see it.",
      example: "true",
    }).default(true),
    masked: flag({
      description: "Whether GitLab hides the value in job logs.",
      example: "true",
      otherwise: "true for an encrypted `env_var`, else false",
    }).optional(),
    raw: flag({
      description:
        "Whether `$` in the value is just a character. `false` lets GitLab expand `$NAME`.",
      example: "true",
    }).default(true),
    description: text(
      {
        description: "What it is for, shown in GitLab.",
        allowed: "text",
        example: "Where errors are reported",
        rules: ["text.length"],
      },
      atMost(255),
    ).default(""),
  },
  { description: "A variable with more to say than its value." },
);

/** `SENTRY_ENV: production`, `TOKEN: { secure: … }`, or a group with `value`. */
function longForm(value: unknown): unknown {
  return isMap(value) ? value : { value };
}

export const variable = known(z.preprocess(longForm, variableGroup), {
  kind: "either",
  short: "value",
  description: "A variable of the environment's jobs: its value, or a group with `value` and more.",
  example: "production",
  rules: ["value.masked", "value.masked-name", "value.lines", "value.length", "value.key-newline"],
});

export const pipeline = group(
  {
    secrets: list(
      text({
        description: "One of the app's `secrets`.",
        allowed: "a secret's key",
        rules: [
          "pipeline.unknown",
          "variable.reserved",
          "value.masked",
          "value.masked-name",
          "value.lines",
          "value.length",
        ],
      }),
      {
        description:
          "Which of the app's `secrets` its jobs see as well: protected, masked and raw, in this environment only.",
        example: "[DB_PASSWORD]",
      },
    ).default([]),
    variables: map(
      {
        called: "variable",
        rules: ["variable.name", "variable.reserved"],
        check: variableName,
        pattern: "^[A-Za-z0-9_]+$",
      },
      variable,
      {
        description: "Other variables of the environment's jobs.",
        example: "{ SENTRY_ENV: production }",
        rules: ["variable.name", "variable.reserved", "pipeline.twice"],
      },
    ).default({}),
  },
  { description: "GitLab CI/CD variables of the app's jobs in this environment." },
);

/** Which of the app's secrets are published, and that each variable is declared once. */
export function checkPipeline(stack: Stack, at: Path): Problem[] {
  if (isOtherAt(stack, [...at, "secrets"])) return [];
  const secrets = keysAt(stack, [...at, "secrets"]);
  const published = textsAt(stack, [...at, "pipeline", "secrets"]);
  const problems: Problem[] = [];
  for (const [key, index] of published) {
    const path = [...at, "pipeline", "secrets", index];
    if (!secrets.includes(key)) {
      const message = `${show(key)} is not a secret of this app.`;
      const complaint: Complaint = { rule: "pipeline.unknown", message, ...meant(key, secrets) };
      problems.push(complain(stack, path, complaint));
      continue;
    }
    const complaint = variableName(key);
    const fix = "rename the secret, or leave it out here.";
    if (complaint) problems.push(complain(stack, path, { ...complaint, fix }));
  }
  const names = published.map(([key]) => key);
  for (const key of keysAt(stack, [...at, "pipeline", "variables"])) {
    if (!names.includes(key)) continue;
    const message = `\`${key}\` stands in \`pipeline.secrets\` as well.`;
    const fix = "take one of the two out.";
    const path = [...at, "pipeline", "variables", key];
    problems.push(complain(stack, path, { rule: "pipeline.twice", message, fix }, "key"));
  }
  return problems;
}
