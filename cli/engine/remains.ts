import type { StateResource } from "./stackState.ts";
import { nameOf } from "./urn.ts";

/** What a `destroy` leaves on a server. */
export interface Remains {
  server: string;
  /** Their containers run on, with their data. The environment's keys stay as well. */
  apps: string[];
}

/** By server: what stays there when the stack goes. Deleting a command runs nothing. */
export function remainsOf(resources: StateResource[]): Remains[] {
  const named = (type: string) =>
    resources.filter(({ urn }) => urn.includes(`${type}::`)).map(({ urn }) => nameOf(urn));
  const deployments = named("slipway:environment:Deployment");
  return named("slipway:environment:Server").map((server) => {
    const ending = `-${server}`;
    const here = deployments.filter((name) => name.endsWith(ending));
    return { server, apps: here.map((name) => name.slice(0, -ending.length)) };
  });
}

/** Lines for a person, before something is asked. */
export function describeRemains(remains: Remains[]): string[] {
  if (remains.length === 0) return [];
  const lines = remains.map(({ server, apps }) => {
    const containers = apps.length > 0 ? `the containers of ${apps.join(", ")} run on, and ` : "";
    return `  ${server}: ${containers}this environment's keys stay in authorized_keys`;
  });
  return ["On the servers nothing is undone (`slipway server remove` does that):", ...lines];
}
