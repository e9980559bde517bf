import { isObject, type Values } from "../../input.ts";
import { ConfigurationError } from "./errors.ts";
import { followExtends } from "./extends.ts";
import { normalize, variables } from "./job.ts";
import { checkSchema } from "./schema.ts";
import { checkSemantics } from "./semantics.ts";
import type { Configuration } from "./types.ts";
import { followReferences } from "./yaml.ts";

/** Words at the top that are no job. */
const global = [
  ...["after_script", "before_script", "cache", "default", "image", "include", "pages:deploy"],
  ...["services", "spec", "stages", "variables", "workflow", "$schema"],
];

/**
 * A configuration from what its text says, includes in place already.
 *
 * @throws ConfigurationError
 */
export function load(parsed: Values): Configuration {
  const root = expanded(parsed);
  checkSchema(withoutExtends(root));
  const stages = (root["stages"] ?? ["build", "test", "deploy"]) as string[];
  const names = Object.keys(root).filter((name) => !global.includes(name) && !name.startsWith("."));
  const shapeless = names.filter((name) => !isObject(root[name]));
  if (shapeless.length > 0) {
    throw new ConfigurationError(
      ...shapeless.map(
        (name) => `jobs:${name} config should implement the script:, run:, or trigger: keyword`,
      ),
    );
  }
  const configuration: Configuration = {
    stages: [".pre", ...stages.filter((stage) => ![".pre", ".post"].includes(stage)), ".post"],
    jobs: names.map((name) => normalize(name, root[name] as Values, root)),
    variables: variables(root["variables"]),
    workflow: root["workflow"] ?? {},
  };
  const empty = configuration.jobs.filter((job) => job.script.length === 0);
  if (empty.length > 0) {
    throw new ConfigurationError(
      ...empty.map(
        ({ name }) => `jobs:${name} config should implement the script:, run:, or trigger: keyword`,
      ),
    );
  }
  checkSemantics(configuration);
  return configuration;
}

/** With references and bases in their places. @throws ConfigurationError */
export function expanded(parsed: Values): Values {
  return followExtends(followReferences(parsed));
}

/** Hidden entries may be anything; what they give to jobs is checked there. */
function withoutExtends(root: Values): Values {
  return Object.fromEntries(Object.entries(root).filter(([name]) => !name.startsWith(".")));
}
