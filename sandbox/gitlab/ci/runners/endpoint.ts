import type { Context, Hono } from "hono";
import { Call } from "../../endpoint.ts";
import { input } from "../../input.ts";
import { operations } from "../../openapi.ts";
import { parameters } from "../../parameters.ts";

/**
 * Serves an endpoint of the Runner API, whose callers are runners and jobs with tokens of their own
 * and no user: each endpoint says whom it lets in.
 */
export function runnerEndpoint(
  api: Hono,
  name: string,
  handle: (call: Call) => Response | Promise<Response>,
): void {
  rawEndpoint(api, name, async (context) => {
    const operation = operations[name];
    if (!operation) throw new Error(`openapi.json lacks ${name}: write it anew.`);
    return handle(new Call(context, operation, parameters(operation, await input(context))));
  });
}

/** The same where the body is no form and no JSON, but what a job printed or packed. */
export function rawEndpoint(
  api: Hono,
  name: string,
  handle: (context: Context) => Response | Promise<Response>,
): void {
  const [method = "", path = ""] = name.split(" ");
  api.on(method, path, handle);
}
