import { references } from "../check/compose/variables.ts";
import type { ComposeContent, ComposeService } from "../model.ts";
import { mountedFiles } from "./mountedFiles.ts";

/** What an app's services have to run with, besides what the compose file says of each. */
export interface Surroundings {
  compose: ComposeContent;
  /** The lines of `.env`, secrets among them. */
  env: Record<string, string>;
  /** By path below `files/`. */
  files: Record<string, string>;
}

/**
 * All that a service runs with: it restarts when some of it changes. Files only where it has some,
 * so that hashes of others stay what they were.
 */
export function whatRestarts(
  service: ComposeService,
  { compose, env, files }: Surroundings,
): [service: ComposeService, env: Record<string, string>, ...files: Record<string, string>[]] {
  const mounted = mountedFiles(service, compose, files);
  const isMounting = Object.keys(mounted).length > 0;
  return [service, variablesOf(service, env), ...(isMounting ? [mounted] : [])];
}

/** The lines of `.env` that a service sees: all of them by `env_file`, else those it names. */
function variablesOf(service: ComposeService, env: Record<string, string>) {
  if (service.env_file) return env;
  const named = new Set(references(JSON.stringify(service)).map(({ name }) => name));
  return Object.fromEntries(Object.entries(env).filter(([name]) => named.has(name)));
}
