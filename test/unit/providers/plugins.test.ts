import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { isLoopback } from "../../../sandbox/providers/loopback.ts";
import { command } from "../../../sandbox/providers/command.ts";
import { docker } from "../../../sandbox/providers/docker.ts";
import { gitlab } from "../../../sandbox/providers/gitlab.ts";
import { executable, startPlugin, urn } from "./engine.ts";

const plugins = { gitlab, command, docker };

describe.each(Object.entries(plugins))("The stand-in for the %s plugin", (name, plugin) => {
  it("has the version of the package that it serves, and stands where the engine looks", () => {
    const { version } = createRequire(import.meta.url)(`@pulumi/${name}/package.json`) as {
      version: string;
    };
    expect(plugin.version).toBe(version);
    expect(executable(name)).toMatch(
      new RegExp(`/plugins/resource-${name}-v${version}/pulumi-resource-${name}$`),
    );
  });

  it("has no resource that it doesn't know", async () => {
    const client = await startPlugin(name);
    await expect(client.check(urn("other:index:Thing"), {})).rejects.toThrow(
      'The sandbox\'s stand-in has no resource type "other:index:Thing".',
    );
    await expect(client.create(urn("other:index:Thing"), {})).rejects.toThrow("no resource type");
  });

  it("leaves when the engine that started it is gone", async () => {
    const script = `require("child_process").spawn(${JSON.stringify(executable(name))}, [], { stdio: ["ignore", "inherit", "inherit"] })`;
    const engine = spawn(process.execPath, ["-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface(engine.stdout);
    const [port] = (await once(lines, "line")) as [string];
    const socket = connect(Number(port), "127.0.0.1");
    await once(socket, "connect");
    socket.on("error", () => undefined).resume();
    engine.kill("SIGKILL");
    // The plugin's end of the pipe and of the connection close with its process.
    await Promise.all([once(lines, "close"), once(socket, "close")]);
  });
});

describe("A resource that is not configured", () => {
  it("says so", async () => {
    const client = await startPlugin("gitlab");
    await expect(client.read(urn("gitlab:index/branch:Branch"), "1:main")).rejects.toThrow(
      "The provider has not been configured.",
    );
  });
});

describe("What is this machine", () => {
  it.each(["127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "::1", "[::1]"])("%s is", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(["0.0.0.0", "127.0.0.1.example", "localhost.example.com", "10.0.0.1", "", "::2"])(
    "%s is not",
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
