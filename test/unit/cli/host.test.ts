import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { settingsAdvice } from "../../../cli/servers/advice.ts";
import { askHistory, askStatus, type Host } from "../../../cli/servers/host.ts";

let folder: string;

/** An `ssh` that connects and then says nothing, for as long as it is let. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  writeFileSync(join(folder, "ssh"), "#!/bin/sh\nexec sleep 600\n", { mode: 0o755 });
  vi.stubEnv("PATH", [folder, process.env.PATH].join(delimiter));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const host: Host = {
  stack: "production",
  server: {
    name: "prod-1",
    address: "127.0.0.1",
    port: 22,
    user: "slipway",
    knownHosts: "prod-1 ssh-ed25519 AAAA\n",
    advice: settingsAdvice("production", "prod-1"),
  },
  privateKey: "no key\n",
  redact: (text) => text,
};

it.each([
  ["status", () => askStatus(host, {})],
  ["history", () => askHistory(host, { app: "shop", last: 1 })],
])("gives a server up that says nothing about its %s for a minute", async (_, asked) => {
  const refused = expect(asked()).rejects.toThrow("prod-1 did not answer within 60 s.");
  await vi.advanceTimersByTimeAsync(60_000);
  await refused;
});
