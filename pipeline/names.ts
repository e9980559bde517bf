import { reservedJobs } from "../settings/index.ts";
import type { Deployment } from "../settings/index.ts";

/** The names of an environment's jobs, and of its stage. */

/** An environment's deploy job is called as it is, but where the pipeline has that word already. */
export function deployJob(environment: string): string {
  return reservedJobs.includes(environment) ? `${environment}:deploy` : environment;
}

export const servedJob = (environment: string) => `${environment}:served`;
export const pullJob = (environment: string) => `${environment}:pull`;
export const rollbackJob = (environment: string) => `${environment}:rollback`;

/** Where the release's token is, and no key of a server. */
export const releaseEnvironment = { name: "slipway-release", action: "access" };

/** Where a key is that may do no more than pull. */
export const pullEnvironment = (environment: string) => ({
  name: `slipway-pull-${environment}`,
  action: "access",
});

export function stagesOf(deployments: readonly Deployment[]): string[] {
  const environments = deployments.map(({ environment }) => deployJob(environment.name));
  return ["inputs", "test", "build", "release", ...environments];
}
