import { join } from "node:path";
import type { Job, JobVariable } from "./job.ts";
import type { Place } from "./place.ts";
import type { Slot } from "./slot.ts";

/**
 * All variables of a job: the runner's own, then GitLab's. The last of a name counts. References are
 * replaced, except in raw ones (gitlab-runner, common/build.go and common/spec/variables.go).
 *
 * @param environment the runner's configured `environment`: `NAME=value` each
 */
export function allVariables(
  job: Job,
  slot: Slot,
  place: Place,
  environment: string[],
): JobVariable[] {
  const own = {
    CI_BUILDS_DIR: place.builds,
    CI_PROJECT_DIR: place.project,
    CI_CONCURRENT_ID: String(slot.index),
    CI_CONCURRENT_PROJECT_ID: String(slot.index),
    CI_SERVER: "yes",
    CI_JOB_STATUS: "running",
    CI_JOB_TIMEOUT: String(job.runner_info.timeout),
    CI_SHARED_ENVIRONMENT: "true",
  };
  const configured = environment.map((assignment) => {
    const [key = "", ...value] = assignment.split("=");
    return { key, value: value.join("="), raw: true };
  });
  const variables: JobVariable[] = [
    ...Object.entries(own).map(([key, value]) => ({ key, value, public: true, raw: true })),
    ...configured,
    ...job.variables,
  ];
  return variables.map((variable) =>
    variable.raw ? variable : { ...variable, value: expand(variable.value, variables, place) },
  );
}

/** `$NAME` and `${NAME}` become values, `$$` a dollar. What isn't there is empty. */
export function expand(text: string, variables: JobVariable[], place: Place): string {
  return text.replace(
    /\$(?:(\$)|\{([^}]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g,
    (_match, dollar: string | undefined, braced: string | undefined, bare: string | undefined) =>
      dollar ?? valueOf((braced ?? bare)!, variables, place),
  );
}

/** A file variable's value is where its file is. */
export function valueOf(name: string, variables: JobVariable[], place: Place): string {
  const variable = variables.findLast(({ key }) => key === name);
  if (variable?.file) return join(place.temporary, name);
  return variable?.value ?? "";
}
