import type { PipelineVariable } from "../../settings/index.ts";

type Fields = Pick<PipelineVariable, "key" | "value" | "description"> & Partial<PipelineVariable>;

/** A variable of an environment's jobs on protected branches, with what is not said of it. */
export function scopedTo(environment: string) {
  return (fields: Fields): PipelineVariable => ({
    variableType: "env_var",
    secret: false,
    protected: true,
    // GitLab masks single lines only (Ci::Maskable); a key is several.
    masked: false,
    raw: true,
    environmentScope: environment,
    ...fields,
  });
}
