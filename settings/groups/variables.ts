import type { z } from "zod";
import type { Reveal } from "../kinds/secrets.ts";
import type { Path } from "../problem.ts";
import type { pipeline } from "./pipeline.ts";

/** What an app's `pipeline` comes to on GitLab. */

type Config = z.infer<typeof pipeline>;

/** Where an app's variables stand, and what is known there. */
export interface Around {
  /** The app's place in `config`. */
  at: Path;
  /** The environment that they are scoped to. */
  environment: string;
  reveal: Reveal;
  /** Whether a value stands at a path of `config`. */
  has: (path: Path) => boolean;
}

/** What holds for a variable unless it says otherwise: the safe choice. */
const safe = {
  variableType: "env_var" as "env_var" | "file",
  protected: true,
  masked: true,
  raw: true,
  description: "",
};

/** In the words of the provider's ProjectVariable, and whether the value is secret. */
export function buildVariables(config: Config | undefined, around: Around) {
  const { at, environment, reveal } = around;
  const published = (config?.secrets ?? []).map((key) => ({
    ...safe,
    key,
    value: reveal([...at, "secrets", key]),
    secret: true,
    environmentScope: environment,
  }));
  const others = Object.entries(config?.variables ?? {});
  return [...published, ...others.map(([key, one]) => buildVariable(key, one, around))];
}

/** One GitLab CI/CD variable, scoped to the environment. */
export type PipelineVariable = ReturnType<typeof buildVariables>[number];

function buildVariable(
  key: string,
  { value, type, masked, ...rest }: Config["variables"][string],
  { at, environment, reveal, has }: Around,
) {
  const path = [...at, "pipeline", "variables", key];
  const secret = typeof value !== "string";
  return {
    ...rest,
    key,
    value: secret ? reveal(has([...path, "value"]) ? [...path, "value"] : path) : value,
    secret,
    variableType: type,
    masked: masked ?? (secret && type === "env_var"),
    environmentScope: environment,
  };
}
