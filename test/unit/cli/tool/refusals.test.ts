import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { edit, read } from "../stackFiles/files.ts";
import { run } from "../support/command.ts";
import {
  auths,
  home,
  logIn,
  platform,
  program,
  publish,
  seen,
  withPipelines,
} from "./publishing.ts";

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

  it("half an account, and a configuration of Docker's that can't be read, and shows nothing of it", async () => {
    const half = await publish(withPipelines(), [], { SLIPWAY_TOOL_USER: "a" });
    expect(half).toMatchObject({ code: 1, stdout: "" });
    expect(half.stderr).toContain("SLIPWAY_TOOL_USER and SLIPWAY_TOOL_TOKEN go together");
    logIn({});
    writeFileSync(join(home, ".docker/config.json"), `{"auths": canary`);
    const broken = await publish(withPipelines());
    expect(broken).toMatchObject({ code: 1, stdout: "" });
    expect(broken.stderr).toContain("config.json, where Docker keeps accounts, can't be read.");
    expect(broken.stderr).not.toContain("canary");
    logIn({ credsStore: "nowhere" });
    const helper = await publish(withPipelines());
    expect(helper.stderr).toContain("`docker-credential-nowhere`");
    expect(seen()).toEqual([]);
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
