import type { Behaviour } from "./behaviour.ts";

export const projectVariable: Behaviour = {
  path: "projects/:project/variables/:key",
  query: { environmentScope: "filter[environment_scope]" },
  id: ["project", "key", "environmentScope"],
  parameters: { hidden: "masked_and_hidden" },
  replaces: ["project", "key", "environmentScope", "hidden"],
  absent: {
    description: "",
    environmentScope: "*",
    hidden: false,
    masked: false,
    protected: false,
    raw: false,
    variableType: "env_var",
  },
  values: { variableType: ["env_var", "file"] },
  answer: (variable) => ({ ...variable, masked_and_hidden: variable["hidden"] ?? false }),
};
