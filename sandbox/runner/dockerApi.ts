import { request } from "node:http";

/**
 * Docker's Engine API on its socket. The `docker` command would take variables from a file that knows no
 * line breaks, or from its own environment, which a job must not steer.
 */
export class DockerApi {
  readonly #socket: string;

  /** @param host as DOCKER_HOST says it: `unix:///…` */
  constructor(host: string) {
    if (!host.startsWith("unix://")) {
      throw new Error(`Services need a Docker daemon on a socket of this machine, not at ${host}.`);
    }
    this.#socket = host.slice("unix://".length);
  }

  /** @throws with Docker's own words */
  async ask<Result>(method: string, path: string, body?: object): Promise<Result> {
    const { status, content } = await this.#send(method, path, body);
    const text = content.toString();
    if (status < 300 || status === 304) return (text === "" ? undefined : parse(text)) as Result;
    const { message } = parse(text) as { message?: string };
    throw new Error(`Docker answered ${status} to ${method} ${path}: ${message ?? text}`);
  }

  async exists(path: string): Promise<boolean> {
    return (await this.#send("GET", path)).status === 200;
  }

  /** What a container has written, both its outputs as they came. */
  async logs(id: string): Promise<string> {
    const path = `/containers/${id}/logs?stdout=1&stderr=1`;
    const { content } = await this.#send("GET", path);
    // Each piece comes after eight bytes: its stream, and its length in the last four.
    const pieces: Buffer[] = [];
    for (let at = 0; at + 8 <= content.length; at += 8 + content.readUInt32BE(at + 4)) {
      pieces.push(content.subarray(at + 8, at + 8 + content.readUInt32BE(at + 4)));
    }
    return Buffer.concat(pieces).toString();
  }

  #send(method: string, path: string, body?: object): Promise<{ status: number; content: Buffer }> {
    return new Promise((resolve, reject) => {
      const headers = { host: "docker", "content-type": "application/json" };
      const sent = request({ socketPath: this.#socket, method, path, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("error", reject);
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, content: Buffer.concat(parts) }),
        );
      });
      sent.on("error", reject);
      sent.end(body && JSON.stringify(body));
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
