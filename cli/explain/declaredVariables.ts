import {
  connectionVariables,
  pullVariables,
} from "../../components/environment/connectionVariables.ts";
import { deployVariables } from "../../components/environment/deployVariables.ts";
import { releaseVariables } from "../../components/platform/releaseVariables.ts";
import type { Path, Where } from "../../settings/index.ts";
import type {
  EnvironmentApp,
  EnvironmentSettings,
  PipelineVariable,
  PlatformSettings,
} from "../../settings/model.ts";
import { plain, type Candidate } from "./candidate.ts";

export interface Declaring {
  app: EnvironmentApp;
  settings: EnvironmentSettings;
  platform: PlatformSettings;
  /** Where things stand in the environment's stack file. */
  where: Where;
  /** In the platform's. */
  inPlatform: Where;
}

/**
 * The project's variables that jobs of an environment may see: the app's own, what `up` adds for
 * deploys, and the release's. No secret is opened: of those that are one, the value is left out.
 */
export function declaredVariables(declaring: Declaring): Candidate[] {
  const { app, settings, platform, where, inPlatform } = declaring;
  const { project } = app;
  const candidates = variablesOf(app, settings).map(({ variable, masked }, index): Candidate => ({
    ...{ ...plain, key: variable.key, level: "project", of: project, masked },
    ...{ scope: variable.environmentScope, protected: variable.protected, raw: variable.raw },
    type: variable.variableType,
    ...(variable.secret ? {} : { value: variable.value }),
    declared: where(...placesOf(variable.key, index, app)),
  }));
  if (!platform.pipelines) return candidates;
  const released = releaseVariables.map(
    ({ key, masked, raw, protected: isProtected, environmentScope: scope }): Candidate => ({
      ...{ ...plain, key, level: "project", of: project, masked, raw, scope },
      protected: isProtected,
      declared: inPlatform(["config", "slipway:pipelines", "release"]),
    }),
  );
  return [...candidates, ...released];
}

/**
 * Whether some are masked depends on secrets, which stay closed here: asked with one that GitLab can
 * mask and with one that it cannot, those differ.
 */
function variablesOf(app: EnvironmentApp, settings: EnvironmentSettings) {
  const all = (password: string): PipelineVariable[] => {
    const registry = settings.registry && { ...settings.registry, password };
    const stack = { ...settings, registry };
    return [
      ...app.variables,
      ...deployVariables(app, stack),
      ...connectionVariables(app, stack),
      ...pullVariables(app, stack),
    ];
  };
  const otherwise = all("x".repeat(8));
  return all("").map((variable, index) => ({
    variable,
    masked: variable.masked === otherwise[index]!.masked ? variable.masked : undefined,
  }));
}

/**
 * The settings that a variable may follow from, by what `components/environment` makes it of.
 *
 * @param index among the app's own, of which those of `pipeline.secrets` are the first
 */
function placesOf(key: string, index: number, { name }: EnvironmentApp): [Path, ...Path[]] {
  const app = ["config", "slipway:apps", name];
  const registry = ["config", "slipway:registry"];
  const tell = ["config", "slipway:tell"];
  const made: Record<string, Path> = {
    SLIPWAY_DEPLOYER_KEY: ["config", "slipway:keys", "deployers", name],
    SLIPWAY_PULLER_KEY: ["config", "slipway:keys", "fingerprint"],
    SLIPWAY_KNOWN_HOSTS: [...app, "servers"],
    SLIPWAY_SERVERS: [...app, "servers"],
    SLIPWAY_WAVES: [...app, "waves"],
    SLIPWAY_WATCH: [...app, "health", "watch"],
    SLIPWAY_HEALTH: [...app, "health"],
    SLIPWAY_REGISTRY: [...registry, "address"],
    SLIPWAY_REGISTRY_USER: [...registry, "user"],
    SLIPWAY_REGISTRY_PASSWORD: [...registry, "password"],
    SLIPWAY_SLACK_WEBHOOK: [...tell, "slack"],
    SLIPWAY_TELEGRAM_TOKEN: [...tell, "telegram"],
    SLIPWAY_TELEGRAM_CHAT: [...tell, "telegram"],
  };
  const own = [...app, "pipeline"];
  const place = made[key];
  return place
    ? [place]
    : [
        [...own, "variables", key],
        [...own, "secrets", index],
      ];
}
