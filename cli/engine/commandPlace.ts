import type { EnvironmentSettings } from "../../settings/index.ts";
import { settingsAdvice, type Advice } from "../servers/advice.ts";
import type { Target } from "../servers/target.ts";

/** Where a command of an `up` runs, and as whom. */
export interface CommandPlace extends Pick<Target, "name" | "user" | "address" | "port"> {
  /** `shop on prod-1`, `prod-1` */
  what: string;
  advice: Advice;
}

/** The server of a command, by its resource's name, as components/environment give it. */
export function commandPlace(
  resource: string,
  { stack, servers, apps }: EnvironmentSettings,
): CommandPlace | undefined {
  for (const { name, address, port, user, administrator } of Object.values(servers)) {
    const place = { name, address, port };
    const advice = settingsAdvice(stack, name);
    if (resource === `${name}-bootstrap`) {
      const login =
        `It is the first contact's: \`npx slipway keys ${stack}\` prints the line for ` +
        `~${administrator}/.ssh/authorized_keys there.`;
      return { ...place, user: administrator, what: name, advice: { ...advice, login } };
    }
    const app = apps.find((app) => resource === `${app.name}-${name}`);
    if (app) {
      const login =
        "Somebody has taken it away since `up` has looked. " +
        `\`npx slipway up ${stack}\` writes the keys anew.`;
      return { ...place, user, what: `${app.name} on ${name}`, advice: { ...advice, login } };
    }
  }
  return undefined;
}
