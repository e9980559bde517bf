import type { z } from "zod";
import { group, list } from "../kinds/collections.ts";
import { flag, text } from "../kinds/scalars.ts";
import { seconds, watch, watchPattern, within } from "../kinds/times.ts";
import { webAddress } from "../kinds/webAddress.ts";
import type { Complaint } from "../problem.ts";
import { show } from "../words.ts";

export const healthRules = {
  "health.url": "A health check is an address that the server can ask.",
  "health.version": "`version` is a jq path.",
  "health.smoke": "A smoke check is a path or an address.",
} as const satisfies Record<string, string>;

function healthUrl(text: string): Complaint | undefined {
  const address = webAddress(text);
  if (address && !address.username && !address.hash) return undefined;
  return {
    rule: "health.url",
    message: `${show(text)} is not an address that the server can ask.`,
    allowed:
      "an http or https address as seen from the server, such as `http://127.0.0.1:3000/health`",
  };
}

function smokeCheck(text: string): Complaint | undefined {
  if (/^\/[^\s#]*$/.test(text) || healthUrl(text) === undefined) return undefined;
  return {
    rule: "health.smoke",
    message: `${show(text)} is neither a path nor an address.`,
    allowed: "a path on the health check's host, such as `/api/v1/status`, or a whole address",
  };
}

/** A jq path and nothing else: no pipes, no functions. */
function jqPath(text: string): Complaint | undefined {
  if (/^(\.[A-Za-z_]\w*|\.?\["[^"\\\s]+"\]|\.?\[\d+\])+$/.test(text) && text.startsWith(".")) {
    return undefined;
  }
  const mended = `.${text.replace(/^\.*/, "")}`;
  const fix = /^\.[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(mended) ? `write \`${mended}\`.` : undefined;
  return {
    rule: "health.version",
    message: `${show(text)} is not a jq path.`,
    allowed: 'a path into the health check\'s JSON, such as `.version` or `.build["app-version"]`',
    ...(fix === undefined ? {} : { fix }),
  };
}

export const health = group(
  {
    url: text(
      {
        description: "The address asked on the server itself until it answers with 2xx.",
        allowed: "an http or https address",
        example: "http://127.0.0.1:3000/health",
        rules: ["health.url"],
        pattern: "^https?://",
      },
      healthUrl,
    ),
    version: text(
      {
        description:
          "Where in the answer's JSON the app reports its version, which must be the deployed one.",
        allowed: "a jq path",
        example: ".version",
        otherwise: "the version is not compared",
        rules: ["health.version"],
      },
      jqPath,
    ).optional(),
    smoke: list(
      text(
        {
          description: "A path on the health check's host, or a whole address.",
          allowed: "a path or an address",
          example: "/api/v1/status",
          rules: ["health.smoke"],
          pattern: "^(/|https?://)",
        },
        smokeCheck,
      ),
      {
        description: "What must answer with 2xx once health and version are right.",
        example: "[/api/v1/status]",
      },
    ).default([]),
    within: text(
      {
        description: "How long the app may take, from its containers' start, to become healthy.",
        allowed: "a duration",
        example: "60s",
        pattern: "^[1-9][0-9]*[smh]$",
        rules: ["duration"],
      },
      within,
    ).default("60s"),
    watch: text(
      {
        description:
          "How long a release is looked at once it serves, and put back when it fails then; `0`: not at all. Rollbacks are not.",
        allowed: "a duration",
        example: "60s",
        pattern: watchPattern,
        rules: ["duration"],
      },
      watch,
    ).default("60s"),
    proxy: flag({
      description:
        "What answers at `url` is a proxy of the server's own, outside Docker. Without it, at an address such as `127.0.0.1` or `localhost` only a port counts that the app's containers publish, or a proxy in Docker that is in a network of theirs.",
      example: "true",
    }).default(false),
  },
  {
    description:
      "When a release counts as serving. A release that does not get there in time is put back.",
    example:
      "{ url: http://127.0.0.1:3000/health, version: .version, smoke: [/api/v1/status], within: 60s }",
  },
);

/** When a release counts as serving; `within` in seconds from the containers' start. */
export function buildHealth({ proxy, watch: _, ...config }: z.infer<typeof health>) {
  // Said only where it is so: what was laid down before stays the same.
  return { ...config, within: seconds(config.within)!, ...(proxy ? { proxy } : {}) };
}

/** Seconds for which a release is looked at once it serves. It is no part of what the servers keep. */
export function buildWatch(config: z.infer<typeof health> | undefined): number {
  return config === undefined ? 0 : (seconds(config.watch) ?? 0);
}
