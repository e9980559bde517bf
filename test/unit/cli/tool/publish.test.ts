import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { resolveTag } from "../../../../cli/registry/manifests.ts";
import { edit, read } from "../stackFiles/files.ts";
import {
  account,
  auths,
  log,
  logIn,
  platform,
  program,
  publish,
  registry,
  repository,
  seen,
  withPipelines,
} from "./publishing.ts";

/** With a real registry. The builder is a stand-in. */

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
    // As older versions of Docker have written it.
    logIn({ auths: { [`https://${registry.address}`]: auths()[registry.address] } });
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

  it("builds on the daemon that BUILDKIT_HOST names", async () => {
    logIn({ auths: auths() });
    program("buildctl", `[ "$1" = --version ] || { echo "$*" >> '${log()}.buildctl'; exit 1; }`);
    const own = ["--argument", `NODE_IMAGE=node:${process.hrtime.bigint()}`];
    const env = { BUILDKIT_HOST: "tcp://buildkit.example.com:1234" };
    expect(await publish(withPipelines(), own, env)).toMatchObject({ code: 1 });
    const said = readFileSync(`${log()}.buildctl`, "utf8");
    expect(said).toMatch(/^--addr tcp:\/\/buildkit.example.com:1234 build /);
    expect(said).toContain("--opt target=tool --opt platform=linux/amd64");
    expect(said).toMatch(
      new RegExp(`name=${registry.address}/${repository}:built-[0-9a-f]{40},push=true `),
    );
  });
});
