import { references } from "../../settings/check/compose/variables.ts";
import type { Line, Where } from "../../settings/index.ts";
import type { ComposeService, EnvironmentApp } from "../../settings/model.ts";
import { envFiles, serviceVariables, type ServiceVariable } from "./serviceVariables.ts";
import { shownValue } from "./shownValue.ts";

/** What the containers of an app are given. */
export interface Container {
  /** The compose file's path in the repository. */
  compose: string;
  /** The lines of `.env`, in its order. */
  env: EnvLine[];
  /** What slipway-host gives to Compose besides, for `${…}` in the compose file. */
  added: { key: string; says: string }[];
  /** What services say themselves, and what that overrides. */
  services: ServiceVariable[];
}

/** A line of `.env`. */
export interface EnvLine {
  key: string;
  /** Of a secret, none. */
  value?: string;
  secret: boolean;
  /** When the secret was set last, where `rotate` says it. */
  since?: string;
  at: Line;
  /** Services whose containers get it, all of `.env` being theirs. */
  services: string[];
  /** Services that name it: `${KEY}` anywhere in what they say. */
  namedBy: string[];
}

/** Where things stand in the stack file and in the compose file. */
export interface Places {
  where: Where;
  inCompose: Where;
}

export function containerOf(app: EnvironmentApp, { where, inCompose }: Places): Container {
  const { path, content } = app.compose;
  const services = Object.entries(content.services);
  const at = ["config", "slipway:apps", app.name];
  const line = (key: string, group: "env" | "secrets") => ({
    key,
    at: where([...at, group, key]),
    services: namesOf(services, readsEnv),
    namedBy: namesOf(services, (service) => names(service, key)),
  });
  const env = [
    ...Object.entries(app.env).map(([key, value]) => ({
      ...line(key, "env"),
      ...{ value: shownValue(value), secret: false },
    })),
    ...Object.keys(app.secrets).map((key) => {
      const since = app.rotate[key]?.changed;
      return { ...line(key, "secrets"), secret: true, ...(since === undefined ? {} : { since }) };
    }),
  ];
  return {
    compose: path,
    env: env.sort((a, b) => (a.key < b.key ? -1 : 1)),
    added: [
      {
        key: "IMAGE",
        says: "the release's image by its digest, for `${IMAGE}` in the compose file; no container sees it unless a service names it under `environment`",
      },
    ],
    services: services.flatMap(([name, service]) =>
      serviceVariables(name, service, { app, keys: env.map(({ key }) => key), inCompose }),
    ),
  };
}

function namesOf(
  services: [string, ComposeService][],
  fits: (service: ComposeService) => boolean,
): string[] {
  return services.filter(([, service]) => fits(service)).map(([name]) => name);
}

/** Whether all of `.env` goes into its container. */
function readsEnv(service: ComposeService): boolean {
  return envFiles(service).includes(".env");
}

function names(service: ComposeService, key: string): boolean {
  return references(JSON.stringify(service)).some(({ name }) => name === key);
}
