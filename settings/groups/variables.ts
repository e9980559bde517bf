import type { z } from "zod";
import type { Reveal } from "../kinds/secrets.ts";
import type { Path } from "../problem.ts";
import { variable, type pipeline } from "./pipeline.ts";

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

/** An encrypted variable that says nothing but its value, as one of the app's secrets does. */
const encrypted = variable.parse({ secure: "" });

/** In the words of the provider's ProjectVariable, and whether the value is secret. */
export function buildVariables(config: Config | undefined, around: Around) {
  const { at, has } = around;
  const published = (config?.secrets ?? []).map((key) =>
    buildVariable(key, encrypted, around, [...at, "secrets", key]),
  );
  const others = Object.entries(config?.variables ?? {}).map(([key, one]) => {
    const path = [...at, "pipeline", "variables", key];
    const long = [...path, "value"];
    return buildVariable(key, one, around, has(long) ? long : path);
  });
  return [...published, ...others];
}

/** One GitLab CI/CD variable, scoped to the environment. */
export type PipelineVariable = ReturnType<typeof buildVariables>[number];

/** @param path where the value stands in `config` */
function buildVariable(
  key: string,
  { value, type, masked, ...rest }: Config["variables"][string],
  { environment, reveal }: Around,
  path: Path,
) {
  const secret = typeof value !== "string";
  return {
    ...rest,
    key,
    value: secret ? reveal(path) : value,
    secret,
    variableType: type,
    masked: masked ?? (secret && type === "env_var"),
    environmentScope: environment,
  };
}
