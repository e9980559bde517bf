import type { Project, User } from "../../model.ts";
import { resolve } from "../../repositories.ts";
import type { Store } from "../../store.ts";
import { isObject, type Values } from "../../input.ts";
import { fileAt } from "../git.ts";
import { mayReadCode } from "../../git/access.ts";
import { settingsOf } from "../settings.ts";
import { ConfigurationError } from "./errors.ts";
import { merge } from "./extends.ts";
import { parseYaml } from "./yaml.ts";

/** Where a configuration is read from, and for whom. */
export interface Place {
  store: Store;
  project: Project;
  sha: string;
  user: User;
}

/**
 * The configuration of a commit's pipelines, from where `ci_config_path` says: a file of the commit,
 * or `file.yml@group/project:ref`, which is another project's and the same for every branch.
 *
 * @returns undefined if the commit has no such file
 * @throws ConfigurationError
 */
export function readConfiguration(place: Place): Values | undefined {
  const path = settingsOf(place.project).ci_config_path || ".gitlab-ci.yml";
  const [, file, project, ref] = /^(.+\.ya?ml)@([^:]+)(?::(.+))?$/.exec(path) ?? [];
  if (file !== undefined && project !== undefined) {
    return withIncludes({ include: [{ project, file, ...(ref ? { ref } : {}) }] }, place);
  }
  const text = fileAt(place.store.repository(place.project), place.sha, path);
  return text === undefined ? undefined : withIncludes(parseYaml(text), place);
}

const mostIncludes = 150;

/** Files that others include come first: what includes them has the last word. */
export function withIncludes(own: Values, place: Place, seen: string[] = []): Values {
  const { include, ...rest } = own;
  if (include === undefined || include === null) return own;
  let result: Values = {};
  for (const one of [include].flat() as unknown[]) {
    for (const file of included(one, place)) {
      if (seen.length >= mostIncludes) {
        throw new ConfigurationError(`Maximum of ${mostIncludes} nested includes are allowed!`);
      }
      seen.push(file.path);
      result = merge(result, withIncludes(parseYaml(file.text), file.place, seen));
    }
  }
  return merge(result, rest);
}

interface Included {
  path: string;
  text: string;
  place: Place;
}

function included(one: unknown, place: Place): Included[] {
  const said: Values = isObject(one) ? one : { local: one };
  const { local, project } = said;
  if (typeof local === "string") return [read(place, local, `Local file \`${local}\``)];
  if (typeof project === "string") {
    return ([said["file"]].flat() as string[]).map((file) =>
      ofProject(place, project, file, said["ref"] as string | undefined),
    );
  }
  throw new ConfigurationError(
    `Include \`${JSON.stringify(one)}\` needs to match exactly one accessor! (of which the sandbox's GitLab has local and project)`,
  );
}

/** Another project's file, for who may read its code. */
function ofProject(place: Place, path: string, file: string, ref = "HEAD"): Included {
  const { store, user } = place;
  const project = store.data.projects.find(
    (one) => store.fullPath(one).toLowerCase() === path.toLowerCase(),
  );
  if (!project || !mayReadCode(store, user, project)) {
    throw new ConfigurationError(
      `Project \`${path}\` not found or access denied! Make sure any includes in the pipeline configuration are correctly defined.`,
    );
  }
  const sha = resolve(store.repository(project), ref);
  if (sha === undefined) {
    throw new ConfigurationError(`Project \`${path}\` reference \`${ref}\` does not exist!`);
  }
  return read({ ...place, project, sha }, file, `Project \`${path}\` file \`${file}\``);
}

function read(place: Place, path: string, what: string): Included {
  const text = fileAt(place.store.repository(place.project), place.sha, path);
  if (text === undefined) throw new ConfigurationError(`${what} does not exist!`);
  return { path, text, place };
}
