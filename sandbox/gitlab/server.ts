import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { serve } from "@hono/node-server";
import { application } from "./application.ts";
import type { Edition } from "./instance.ts";
import { Store } from "./store.ts";

export type { AuditEntry } from "./audit.ts";
export { isWrite, readRequests } from "./audit.ts";

export interface GitLabOptions {
  /** Where data, repositories and the audit of requests are kept; made if it isn't there. */
  folder: string;
  /** On 127.0.0.1. @default 0: any free one */
  port?: number;
  /** The one token that is accepted. */
  token: string;
  /** @default "ce" */
  edition?: Edition;
  /** Where its registry is: `127.0.0.1:5000`. @default none */
  registry?: string | undefined;
  /** The data of the folder. @default what is read there */
  store?: Store;
}

export interface GitLab {
  /** `http://127.0.0.1:8080` */
  url: string;
  /** The API's address, as the provider takes it: `http://127.0.0.1:8080/api/v4/`. */
  baseUrl: string;
  close(): Promise<void>;
}

/** Starts the sandbox's stand-in of a GitLab server, for this machine only. */
export async function startGitLab(options: GitLabOptions): Promise<GitLab> {
  const { folder, port = 0, token, edition = "ce", registry } = options;
  const store = options.store ?? new Store(folder);
  if (registry !== undefined) store.registry = registry;
  const app = application(folder, token, edition, store);
  // As long as the nginx in front of a GitLab keeps a connection that nobody uses; Node's 5 s are over
  // while a client of the sandbox waits for something else.
  const serverOptions = { keepAliveTimeout: 65_000 };
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port, serverOptions });
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    baseUrl: `${url}/api/v4/`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      folder: { type: "string" },
      port: { type: "string", default: "0" },
      edition: { type: "string", default: "ce" },
      registry: { type: "string" },
    },
  });
  const token = process.env["GITLAB_TOKEN"];
  if (!values.folder || !token || !["ce", "ee"].includes(values.edition)) {
    console.error(
      "Usage: GITLAB_TOKEN=… node sandbox/gitlab/server.ts --folder <folder> [--port <port>] [--edition ce|ee] [--registry <address>]",
    );
    process.exit(2);
  }
  const gitlab = await startGitLab({
    folder: values.folder,
    port: Number(values.port),
    token,
    edition: values.edition as Edition,
    registry: values.registry,
  });
  console.log(`GitLab's stand-in answers at ${gitlab.baseUrl}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => void gitlab.close().then(() => process.exit(0)));
  }
}
