import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { edit, stackFiles } from "../stackFiles/files.ts";
import { run } from "../support/command.ts";
import { startTestRegistry, type TestRegistry } from "../support/registry.ts";

/** What tests of `slipway tool publish` have: a real registry, and a stand-in for the builder. */

export const platform = "Pulumi.platform.yaml";
export const repository = "acme/pipelines/slipway";

export let registry: TestRegistry;
export let home: string;
export const log = () => join(home, "log");

interface Seen {
  args: string[];
  dockerfile: string;
  hasCommand: boolean;
  hasStackFiles: boolean;
  token?: string;
}

beforeAll(async () => {
  registry = await startTestRegistry();
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "slipway-test-"));
  mkdirSync(join(home, "bin"));
  const builder = join(import.meta.dirname, "builder.ts");
  program("docker", `exec '${process.execPath}' '${builder}' '${log()}' "$@"`);
  return () => rmSync(home, { recursive: true });
});
afterAll(() => registry.stop());

export function program(name: string, script: string): void {
  const path = join(home, "bin", name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** What `docker login` keeps. */
export function logIn(config: object): void {
  mkdirSync(join(home, ".docker"), { recursive: true });
  writeFileSync(join(home, ".docker/config.json"), JSON.stringify(config), { mode: 0o600 });
}

export const account = () => ({
  user: registry.variables.CI_REGISTRY_USER!,
  password: registry.variables.CI_REGISTRY_PASSWORD!,
});
export const auths = () => {
  const { user, password } = account();
  return { [registry.address]: { auth: Buffer.from(`${user}:${password}`).toString("base64") } };
};

/** Stack files whose platform keeps the pipelines, and says so with a comment. */
export function withPipelines(): string {
  const folder = stackFiles();
  edit(
    folder,
    platform,
    "config:\n",
    "config:\n  slipway:pipelines: { project: acme/pipelines } # kept\n",
  );
  return folder;
}

export function publish(cwd: string, args: string[] = [], env: NodeJS.ProcessEnv = {}) {
  const at = ["--registry", registry.address];
  return run(["tool", "publish", ...at, ...args], {
    cwd,
    env: { HOME: home, PATH: `${join(home, "bin")}:${process.env.PATH}`, ...env },
  });
}

export const seen = () =>
  existsSync(log())
    ? readFileSync(log(), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Seen)
    : [];
