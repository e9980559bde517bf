import { z } from "zod";
import { variableName } from "./names.ts";
import { about, choice, flag, group, isMap, list, map, text, textOrSecret } from "./parts.ts";
import { atMost } from "./values.ts";

/** GitLab's variables of an app in one environment. */

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

const variable = z.preprocess(longForm, variableGroup);
about.set(variable, {
  kind: "either",
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
