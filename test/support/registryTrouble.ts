import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { startDaemon } from "../../sandbox/daemon.ts";
import { addressOf } from "../../sandbox/dockerRegistry.ts";
import { gitLabRegistryAddress, stopGitLabRegistry } from "../../sandbox/gitlabRegistry.ts";

/**
 * What a registry can do in place of its work: refuse connections; know nobody, as one does whose
 * account was revoked; fail; take requests and answer none; answer all that is small, and end in the
 * midst of a layer.
 */
export type Trouble = "down" | "denied" | "failing" | "hanging" | "stalling";

/** Stands in front of a registry, and passes everything on until it is in trouble. */
export interface TroubledRegistry {
  /** `127.0.0.1:41234` */
  address: string;
  /** From now on, and for what is under way: nobody gets an answer any more but this. */
  be(trouble: Trouble): Promise<void>;
  /** The same for Docker alone: jobs, which ask as well, get theirs. Not for "down". */
  beForDocker(trouble: Exclude<Trouble, "down">): void;
  /** Answers again. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

/** @param port where it answers; default: a free one */
export async function troubledRegistry(upstream: string, port = 0): Promise<TroubledRegistry> {
  let trouble: Trouble | undefined;
  let isInTrouble: (asked: IncomingMessage) => boolean = () => true;
  const server = createServer((incoming, outgoing) => {
    // A job that has waited long enough, and Docker when it is ended, hang up.
    for (const end of [incoming, outgoing]) end.on("error", () => outgoing.destroy());
    if (trouble === undefined || !isInTrouble(incoming))
      return passOn(upstream, incoming, outgoing);
    switch (trouble) {
      case "denied":
        outgoing.setHeader("www-authenticate", 'Basic realm="registry"');
        return refuse(outgoing, 401, "UNAUTHORIZED", "authentication required");
      case "failing":
        return refuse(outgoing, 500, "UNKNOWN", "unknown error");
      case "stalling":
        // Layers are asked for last, and by nobody who has the manifest only.
        if (!incoming.url?.includes("/blobs/")) passOn(upstream, incoming, outgoing);
        return;
      case "down":
      case "hanging":
    }
  });
  await listen();
  const { port: own } = server.address() as AddressInfo;

  async function listen(): Promise<void> {
    if (server.listening) return;
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  }
  async function close(): Promise<void> {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
  return {
    address: `127.0.0.1:${own}`,
    async be(what) {
      [trouble, isInTrouble] = [what, () => true];
      if (what === "down") await close();
      else await listen();
    },
    beForDocker(what) {
      trouble = what;
      isInTrouble = ({ headers }) => headers["user-agent"]?.startsWith("docker/") === true;
    },
    async recover() {
      trouble = undefined;
      // As when it is started anew: Docker waits for a layer on its old connection, and has others wait
      // who ask for the same one.
      server.closeAllConnections();
      await listen();
    },
    close,
  };
}

function passOn(upstream: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url = "/", headers } = incoming;
  const onwards = request(new URL(url, `http://${upstream}`), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onwards.on("error", () => outgoing.destroy());
  incoming.pipe(onwards);
}

/** As a registry words it (OCI distribution-spec, "Error Codes"). */
function refuse(outgoing: ServerResponse, status: number, code: string, message: string): void {
  outgoing.writeHead(status, { "content-type": "application/json" });
  outgoing.end(JSON.stringify({ errors: [{ code, message, detail: null }] }));
}

/** The same in front of a sandbox's GitLab registry, under the address that images are called by. */
export async function troubleGitLabRegistry(folder: string): Promise<TroubledRegistry> {
  const name = "gitlab-registry";
  const address = await gitLabRegistryAddress(folder);
  await stopGitLabRegistry(folder);
  const upstream = await addressOf(folder, `${name}-behind`);
  const settings = readFileSync(join(folder, name, "config.yml"), "utf8");
  const moved = join(folder, `${name}-behind`, "config.yml");
  writeFileSync(moved, settings.replace(address, upstream), { mode: 0o600 });
  // Under the name of the one whose place it takes: the sandbox ends it.
  await startDaemon({
    ...{ name, folder, command: "docker-registry", args: ["serve", moved] },
    env: { PATH: process.env.PATH, OTEL_TRACES_EXPORTER: "none" },
    ready: () =>
      fetch(`http://${upstream}/v2/`).then(
        () => true,
        () => false,
      ),
  });
  return troubledRegistry(upstream, Number(address.split(":")[1]));
}
