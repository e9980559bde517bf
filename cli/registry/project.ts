import { UserError } from "../terminal/exit.ts";
import { Connection } from "./connection.ts";

/** An app's GitLab project in its registry: `incoming`, `release` and the caches are below it. */
export interface ProjectRegistry {
  connection: Connection;
  /** `acme/shop` */
  project: string;
  account: { address: string; user: string; password: string };
}

/** Where an app's build puts images, and where servers take them from. */
export const repositories = {
  incoming: "incoming",
  release: "release",
  cache: "cache",
  protectedCache: "cache-protected",
} as const;

const accounts = {
  /** The job's own, which ends with it (CI_JOB_TOKEN). */
  job: { user: "CI_REGISTRY_USER", password: "CI_REGISTRY_PASSWORD" },
  /** The service account that registry rules let write `release`. */
  release: { user: "SLIPWAY_RELEASE_USER", password: "SLIPWAY_RELEASE_TOKEN" },
} as const;

/** What to do about the variables that are missing, by account. */
const advice = {
  job: "GitLab sets them in every job, if the project's container registry is on.",
  release:
    "`up` of the platform writes SLIPWAY_RELEASE_… for jobs of a protected branch that say " +
    "`environment: { name: slipway-release, action: access }`; the others GitLab sets in every job.",
};

/**
 * The registry of the job's project.
 *
 * @throws UserError naming every variable that is missing
 */
export function projectRegistry(
  who: keyof typeof accounts,
  environment: NodeJS.ProcessEnv = process.env,
): ProjectRegistry {
  const { user, password } = accounts[who];
  const names = ["CI_REGISTRY", "CI_REGISTRY_IMAGE", user, password];
  const missing = names.filter((name) => !environment[name]);
  if (missing.length > 0) {
    const are = missing.length === 1 ? "is" : "are";
    throw new UserError(`${missing.join(", ")} ${are} not set. ${advice[who]}`);
  }
  const [address, image] = [environment.CI_REGISTRY!, environment.CI_REGISTRY_IMAGE!];
  if (!image.startsWith(`${address}/`)) {
    throw new UserError(`CI_REGISTRY_IMAGE (${image}) is not in CI_REGISTRY (${address}).`);
  }
  const account = { address, user: environment[user]!, password: environment[password]! };
  return {
    connection: new Connection(address, account),
    project: image.slice(address.length + 1),
    account,
  };
}
