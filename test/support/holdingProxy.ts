import { createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands between the engine and GitLab, and can keep GitLab's answers back. */
export interface HoldingProxy {
  /** GitLab's API by way of the proxy. */
  baseUrl: string;
  /**
   * From now on GitLab gets such requests and does what they ask, and its answers go no further.
   * Resolves once there are `count` of them.
   */
  hold(isHeld: (method: string, path: string) => boolean, count: number): Promise<void>;
  /** Later requests are answered again. */
  release(): void;
  close(): Promise<void>;
}

export async function holdingProxy(gitlab: string): Promise<HoldingProxy> {
  let isHeld: (method: string, path: string) => boolean = () => false;
  let held = () => {};
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url = "/", headers } = incoming;
    const onwards = request(new URL(url, gitlab), { method, headers }, (answer) => {
      if (isHeld(method, url)) return void drain(answer).then(held);
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onwards.on("error", () => outgoing.destroy());
    incoming.pipe(onwards);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/api/v4/`,
    hold: (which, count) =>
      new Promise((resolve) => {
        let seen = 0;
        isHeld = which;
        held = () => void (++seen === count && resolve());
      }),
    release: () => void (isHeld = () => false),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function drain(answer: IncomingMessage): Promise<void> {
  for await (const chunk of answer) void chunk;
}
