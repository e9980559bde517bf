import { describe, expect, it, onTestFinished, vi } from "vitest";
import { isSecret } from "../../../support/recorder.ts";
import { made, settings } from "./registered.ts";

describe("Environment", () => {
  it("asks registries with the settings' credentials", async () => {
    const [provider] = await made("pulumi:providers:docker");
    const credentials = provider?.inputs.registryAuth;
    expect(isSecret(credentials)).toBe(true);
    expect(JSON.parse((credentials as { value: string }).value)).toEqual([
      { address: "registry.example.com", username: "puller", password: "canary-registry" },
    ]);
  });

  it.each([
    ["registry.example.com", {}, "registry.example.com"],
    ["registry.example.com:5050", { insecure: true }, "http://registry.example.com:5050"],
    ["127.0.0.1:5000", {}, "http://127.0.0.1:5000"],
    ["localhost", {}, "http://localhost"],
    ["127.0.0.1.example.com", {}, "127.0.0.1.example.com"],
  ])("asks the registry %s %j at %s", async (address, change, asked) => {
    const registry = { ...settings.registry!, address, ...change };
    const [provider] = await made("pulumi:providers:docker", { registry });
    const credentials = (provider?.inputs.registryAuth as { value: string }).value;
    expect(JSON.parse(credentials)).toMatchObject([{ address: asked }]);
  });

  it("asks no Docker daemon, whatever the operator's shell says of one", async () => {
    vi.stubEnv("DOCKER_HOST", "unix:///run/user/1000/docker.sock");
    onTestFinished(() => void vi.unstubAllEnvs());
    const [provider] = await made("pulumi:providers:docker");
    expect(provider?.inputs.host).toBe("ssh://registry.invalid");
  });
});
