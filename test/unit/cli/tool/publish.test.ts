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
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { resolveTag } from "../../../../cli/registry/manifests.ts";
import { edit, read, stackFiles } from "../stackFiles/files.ts";
import { run } from "../support/command.ts";
import { startTestRegistry, type TestRegistry } from "../support/registry.ts";

/** `slipway tool publish` with a real registry. The builder is a stand-in; test/system builds. */

const platform = "Pulumi.platform.yaml";
const repository = "acme/pipelines/slipway";

let registry: TestRegistry;
let home: string;
const log = () => join(home, "log");

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

function program(name: string, script: string): void {
  const path = join(home, "bin", name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** What `docker login` keeps. */
function logIn(config: object): void {
  mkdirSync(join(home, ".docker"), { recursive: true });
  writeFileSync(join(home, ".docker/config.json"), JSON.stringify(config), { mode: 0o600 });
}

const account = () => ({
  user: registry.variables.CI_REGISTRY_USER!,
  password: registry.variables.CI_REGISTRY_PASSWORD!,
});
const auths = () => {
  const { user, password } = account();
  return { [registry.address]: { auth: Buffer.from(`${user}:${password}`).toString("base64") } };
};

/** Stack files whose platform keeps the pipelines, and says so with a comment. */
function withPipelines(): string {
  const folder = stackFiles();
  edit(
    folder,
    platform,
    "config:\n",
    "config:\n  slipway:pipelines: { project: acme/pipelines } # kept\n",
  );
  return folder;
}

function publish(cwd: string, args: string[] = [], env: NodeJS.ProcessEnv = {}) {
  const at = ["--registry", registry.address];
  return run(["tool", "publish", ...at, ...args], {
    cwd,
    env: { HOME: home, PATH: `${join(home, "bin")}:${process.env.PATH}`, ...env },
  });
}

const seen = () =>
  existsSync(log())
    ? readFileSync(log(), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Seen)
    : [];

describe("slipway tool publish", () => {
  it("builds Slipway's own Dockerfile, pushes it and writes the digest, and the next one does nothing", async () => {
    logIn({ auths: auths() });
    const folder = withPipelines();
    const before = read(folder, platform);
    // Nobody has built this one before.
    const own = ["--argument", `NODE_IMAGE=node:${process.hrtime.bigint()}`];
    const first = await publish(folder, [...own, "--json"]);
    expect(first).toMatchObject({ code: 0 });
    const { image, ...rest } = JSON.parse(first.stdout) as { image: string };
    expect(rest).toEqual({ built: true, written: true });
    expect(image).toMatch(
      new RegExp(`^${registry.address}/acme/pipelines/slipway@sha256:[0-9a-f]{64}$`),
    );
    const written = read(folder, platform);
    const line = `  slipway:tool: ${image}\n`;
    expect(written).toContain(`# kept\n${line}`);
    expect(written.replace(line, "")).toBe(before);

    const [build] = seen();
    expect(build).toMatchObject({ hasCommand: true, hasStackFiles: false });
    expect(build!.dockerfile).toContain("tool image");
    const option = (name: string) => build!.args[build!.args.indexOf(name) + 1];
    const tag = option("--tag")!.slice(option("--tag")!.lastIndexOf(":") + 1);
    expect(tag).toMatch(/^built-[0-9a-f]{40}$/);
    expect(option("--target")).toBe("tool");
    expect(option("--platform")).toBe("linux/amd64");
    expect(image.endsWith((await resolveTag(registry.connection, repository, tag))!)).toBe(true);

    const again = await publish(folder, own);
    expect(again).toMatchObject({
      code: 0,
      stdout: `slipway:tool is ${image} already. Nothing was changed.\n`,
    });
    expect(seen()).toHaveLength(1);
    expect(read(folder, platform)).toBe(written);
    for (const { stdout, stderr } of [first, again]) {
      expect(stdout + stderr).not.toContain(account().password);
    }

    const anew = await publish(folder, [...own, "--anew"]);
    expect(anew.stdout).toContain("Next: commit it");
    expect(seen()[1]!.args).toContain("--no-cache");
    expect(read(folder, platform)).not.toBe(written);
    // Old jobs name the former one: without a tag a clean-up would take it.
    const [, former = ""] = image.split("@sha256:");
    const kept = await resolveTag(registry.connection, repository, `built-${former.slice(0, 40)}`);
    expect(kept).toBe(`sha256:${former}`);
  });

  it("writes what is there already where the file does not say it, and takes the account from variables", async () => {
    const { user, password } = account();
    const env = { SLIPWAY_TOOL_USER: user, SLIPWAY_TOOL_TOKEN: password };
    const own = ["--argument", `NODE_IMAGE=node:${process.hrtime.bigint()}`, "--json"];
    const first = await publish(withPipelines(), own, env);
    expect(JSON.parse(first.stdout)).toMatchObject({ built: true, written: true });
    expect(seen()[0]!.token).toBeUndefined();
    const second = withPipelines();
    edit(
      second,
      platform,
      "# kept\n",
      "# kept\n  slipway:tool: { image: r.example.com/a@sha256:" + "0".repeat(64) + " } # why\n",
    );
    const other = await publish(second, own, env);
    const { image } = JSON.parse(first.stdout) as { image: string };
    expect(JSON.parse(other.stdout)).toEqual({ image, built: false, written: true });
    expect(read(second, platform)).toContain(`  slipway:tool: { image: ${image} } # why\n`);
    expect(seen()).toHaveLength(1);
  });

  it("asks the helper that Docker's configuration names", async () => {
    logIn({ credsStore: "test" });
    const { user, password } = account();
    program(
      "docker-credential-test",
      `read -r host; [ "$1 $host" = 'get ${registry.address}' ] && echo '{"Username":"${user}","Secret":"${password}"}'`,
    );
    const { code, stderr } = await publish(withPipelines(), [], { BUILDER_FAILS: "1" });
    // The registry has answered, or nothing would be built.
    expect(code).toBe(1);
    expect(stderr).toContain("Building ");
  });

  it("tells which step has failed, shows no password, and leaves the file alone", async () => {
    logIn({ auths: auths() });
    const folder = withPipelines();
    const before = read(folder, platform);
    const own = ["--argument", `NODE_IMAGE=node:${process.hrtime.bigint()}`, "--json"];
    const { code, stdout, stderr } = await publish(folder, own, { BUILDER_FAILS: "1" });
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as { error: string }).error).toContain(
      "The build failed at [dependencies 5/5] RUN npm ci: exit code: 1 [redacted]",
    );
    expect(stdout + stderr).not.toContain(account().password);
    expect(read(folder, platform)).toBe(before);
  });

  it("takes Docker into the image where an app is built with it", async () => {
    logIn({ auths: auths() });
    const folder = withPipelines();
    edit(folder, platform, "project: acme/pipelines", "ephemeral: true, project: acme/pipelines");
    edit(
      folder,
      platform,
      "project: acme/shop\n",
      "project: acme/shop\n      build: { builder: docker }\n",
    );
    await publish(folder, [], { BUILDER_FAILS: "1" });
    expect(seen()[0]!.args.join(" ")).toContain("--target with-docker");
  });
});

describe("slipway tool publish refuses", () => {
  it.each([
    ["no account", [], () => {}, "docker login "],
    [
      "no project for it",
      [],
      (folder: string) => edit(folder, platform, / {2}slipway:pipelines.*\n/, ""),
      "Pulumi.platform.yaml has no `slipway:pipelines`",
    ],
    [
      "a registry that is none",
      ["--registry", "https://r.example.com"],
      () => {},
      "write the registry's host",
    ],
    ["a build argument that is none", ["--argument", "a"], () => {}, "It must be NAME=value"],
    [
      "a tool that is a command",
      [],
      (folder: string) =>
        edit(
          folder,
          platform,
          "# kept\n",
          "\n  slipway:tool: { command: /usr/local/bin/slipway }\n",
        ),
      "says that jobs run /usr/local/bin/slipway",
    ],
    [
      "stack files that are wrong",
      [],
      (folder: string) => edit(folder, platform, "branch: main", "brunch: main"),
      "brunch",
    ],
  ])("%s, and builds nothing", async (_, args, change, sentence) => {
    const folder = withPipelines();
    change(folder);
    const before = read(folder, platform);
    const { code, stdout, stderr } = await publish(folder, args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(seen()).toEqual([]);
    expect(read(folder, platform)).toBe(before);
  });

  it("to guess a registry where the environments name none; where all name one, it is that", async () => {
    const folder = withPipelines();
    const options = { cwd: folder, env: { HOME: home } };
    for (const name of ["production", "staging"]) {
      edit(folder, `Pulumi.${name}.yaml`, "address: registry.example.com", "address: 127.0.0.1:1");
    }
    const named = await run(["tool", "publish"], options);
    expect(named).toMatchObject({ code: 2, stdout: "" });
    expect(named.stderr).toContain("127.0.0.1:1 can't be asked");
    for (const name of ["production", "staging"]) {
      edit(folder, `Pulumi.${name}.yaml`, / {2}slipway:registry: .*\n/, "");
    }
    const { code, stderr } = await run(["tool", "publish"], options);
    expect(code).toBe(1);
    expect(stderr).toContain("No environment has a `slipway:registry`");
    expect(stderr).toContain("Say --registry");
  });

  it("where nothing is there that builds, and says what to install", async () => {
    logIn({ auths: auths() });
    for (const name of ["docker", "buildctl", "buildkitd"]) program(name, "exit 1");
    const own = ["--argument", `NODE_IMAGE=node:${process.hrtime.bigint()}`];
    const { code, stderr } = await publish(withPipelines(), own);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Install Docker with its buildx plugin .*or BuildKit/);
  });

  it("with 2 where the registry does not answer", async () => {
    logIn({ auths: { "127.0.0.1:1": { auth: "YTpi" } } });
    const { code } = await publish(withPipelines(), ["--registry", "127.0.0.1:1"]);
    expect(code).toBe(2);
  });
});
