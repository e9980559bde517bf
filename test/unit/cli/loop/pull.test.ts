import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { makeKeyPair } from "../../../../cli/stackFiles/sshKeygen.ts";
import type { KeyPair } from "../../../../settings/index.ts";
import { run } from "../support/command.ts";
import { answer, release, startTestServer, status, type TestServer } from "../support/server.ts";
import { makeTestKeys, type Keys } from "../support/stackFiles.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const project = "registry.example.com/acme/shop";
const image = `${project}/release@sha256:${"b".repeat(64)}`;
let keys: Keys;
let puller: KeyPair;
let servers: TestServer[];
let job: string;

beforeAll(async () => {
  [keys, puller] = await Promise.all([makeTestKeys(), makeKeyPair()]);
  servers = await Promise.all([startTestServer(keys, puller), startTestServer(keys, puller)]);
  job = mkdtempSync(join(tmpdir(), "slipway-test-"));
  released(image);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(job, { recursive: true });
});

function released(of: string): void {
  const file = { app: "shop", image: of, version: "2.0.0", commit: "c".repeat(40) };
  writeFileSync(join(job, "release.json"), JSON.stringify({ ...file, inputs: "d".repeat(64) }));
}

/** What GitLab gives a job of `slipway-pull-production`. */
function variables(): Record<string, string> {
  const file = (name: string, content: string) => {
    writeFileSync(join(job, name), content, { mode: 0o600 });
    return join(job, name);
  };
  const hosts = servers.map(({ port, hostKey }) => `[127.0.0.1]:${port} ${hostKey}\n`);
  return {
    SLIPWAY_SERVERS: servers.map(({ user, port }) => `${user}@127.0.0.1:${port}`).join(" "),
    SLIPWAY_PULLER_KEY: file("key", puller.private),
    SLIPWAY_KNOWN_HOSTS: file("hosts", hosts.join("")),
    ...{ CI_REGISTRY: "registry.example.com", CI_REGISTRY_USER: "gitlab-ci-token" },
    ...{ CI_REGISTRY_IMAGE: project, CI_REGISTRY_PASSWORD: "canary-job-token" },
    CI_JOB_TIMEOUT: "900",
  };
}
const pull = () => {
  const args = ["pull", "production", "shop", "--release", "release.json"];
  return run(args, { cwd: job, env: variables() });
};
const serving = status(release(41, "1.0.0", image.replaceAll("b", "a")));

it("slipway pull has the release on every server, with the key that may do no more", async () => {
  for (const server of servers) {
    server.answer({ status: serving, pull: answer({ outcome: "pulled", message: "It is here." }) });
  }
  const { code, stdout, stderr } = await pull();
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout.match(/It is here\./g)).toHaveLength(2);
  const registry = { address: "registry.example.com", user: "gitlab-ci-token" };
  for (const server of servers) {
    expect(server.asked()).toMatchObject([
      { role: "puller", action: "status" },
      {
        role: "puller",
        action: "pull",
        request: { app: "shop", image, registry, pullWithin: 600 },
      },
    ]);
  }
});

it("a server that can't pull keeps no other from it", async () => {
  const message = "It could not be pulled.";
  servers[0]!.answer({ status: serving, pull: answer({ code: 10, outcome: "put back", message }) });
  servers[1]!.answer({
    status: serving,
    pull: answer({ outcome: "pulled", message: "It is here." }),
  });
  const { code, stdout, stderr } = await pull();
  expect(code).toBe(10);
  expect(stderr).toContain(message);
  expect(stdout).toContain("It is here.");
});

it("what no job has released is not pulled", async () => {
  released(image.replace("/release@", "/incoming@"));
  for (const server of servers) server.answer({});
  const { code, stderr } = await pull();
  released(image);
  expect(code).toBe(1);
  expect(stderr).toContain(`is not in ${project}/release`);
  expect(servers.flatMap((server) => server.asked())).toEqual([]);
});
