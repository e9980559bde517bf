import { isLoopback } from "../../settings/index.ts";
import type { EnvironmentApp } from "../../settings/index.ts";

/** An app's health rules as its users reach it, and as `slipway deploy` reads them in a job. */
export interface PublicHealth {
  /** The health check's address. */
  url: string;
  /** A jq path to the version in its answer. */
  version?: string | undefined;
  smoke: string[];
  /** Seconds until it has to be well. */
  within: number;
}

/**
 * The checks that a server makes at its own address, made at the app's public one: proxies,
 * certificates and names are between. Nothing where the app has no public address or no checks.
 */
export function publicHealth({ environment, health }: EnvironmentApp): PublicHealth | undefined {
  const base = environment.externalUrl?.replace(/\/+$/, "");
  if (!base || !health) return undefined;
  const { origin } = new URL(health.url);
  const addressOf = (text: string): string[] => {
    const own = new URL(text, health.url);
    if (own.origin === origin) return [`${base}${own.pathname}${own.search}`];
    // What else is on the server alone, nobody reaches from outside.
    return isLoopback(own.host) ? [] : [own.href];
  };
  return {
    url: addressOf(health.url)[0]!,
    ...(health.version ? { version: health.version } : {}),
    smoke: health.smoke.flatMap(addressOf),
    within: health.within,
  };
}
