import { expect, it } from "vitest";
import { declaredVariables } from "../../../../cli/explain/declaredVariables.ts";
import type { EnvironmentSettings, Path } from "../../../../settings/index.ts";
import { platformSettings } from "../../../support/settings.ts";
import { made, settings } from "../../components/environment/registered.ts";

const [shop] = settings.apps;

/** An environment that has all that variables are made of. */
const full: Partial<EnvironmentSettings> = {
  apps: [{ ...shop!, waves: ["1", "100%"], watch: 60 }],
  tell: { slack: { webhook: "canary-webhook" }, telegram: { token: "canary-bot", chat: "-100" } },
};

/** What is said to be declared there, each with the path that its line is looked up by. */
function declared(
  change: Partial<EnvironmentSettings> = {},
  pipelines = platformSettings().pipelines,
) {
  const paths: Record<string, string> = {};
  const where = (...[path, ...others]: [Path, ...Path[]]) => {
    const text = [path, ...others].map((one) => one.slice(1).join(" ")).join(" or ");
    return { file: text, line: 1 };
  };
  const all = { ...settings, ...full, ...change };
  const candidates = declaredVariables({
    ...{ app: all.apps[0]!, settings: all, platform: platformSettings({ pipelines }) },
    ...{ where, inPlatform: where },
  });
  for (const { key, declared: at } of candidates) paths[key] = at!.file;
  return { candidates, paths };
}

it("tells the very variables that an up makes", async () => {
  const registered = await made("gitlab:index/projectVariable:ProjectVariable", full);
  const wanted = registered.map(({ inputs }) => {
    const { key, environmentScope: scope, masked, raw, variableType: type } = inputs;
    return { key, scope, protected: inputs.protected, masked, raw, type };
  });
  const told = declared().candidates.map((one) => {
    const { key, scope, masked = true, raw, type } = one;
    return { key, scope, protected: one.protected, masked, raw, type };
  });
  const byName = (a: { key: unknown; scope: unknown }, b: { key: unknown; scope: unknown }) =>
    `${String(a.key)} ${String(a.scope)}` < `${String(b.key)} ${String(b.scope)}` ? -1 : 1;
  expect(told.sort(byName)).toEqual(wanted.sort(byName));
  expect(told.length).toBeGreaterThan(12);
});

it("knows where each of them is from", () => {
  const { paths } = declared();
  const own = Object.entries(paths).filter(([key]) => key.startsWith("SLIPWAY_"));
  expect(Object.fromEntries(own)).toEqual({
    SLIPWAY_HEALTH: "slipway:apps shop health",
    SLIPWAY_SLACK_WEBHOOK: "slipway:tell slack",
    SLIPWAY_TELEGRAM_TOKEN: "slipway:tell telegram",
    SLIPWAY_TELEGRAM_CHAT: "slipway:tell telegram",
    SLIPWAY_DEPLOYER_KEY: "slipway:keys deployers shop",
    SLIPWAY_KNOWN_HOSTS: "slipway:apps shop servers",
    SLIPWAY_SERVERS: "slipway:apps shop servers",
    SLIPWAY_WAVES: "slipway:apps shop waves",
    SLIPWAY_WATCH: "slipway:apps shop health watch",
    SLIPWAY_REGISTRY: "slipway:registry address",
    SLIPWAY_REGISTRY_USER: "slipway:registry user",
    SLIPWAY_REGISTRY_PASSWORD: "slipway:registry password",
    SLIPWAY_PULLER_KEY: "slipway:keys fingerprint",
  });
  expect(paths["DB_PASSWORD"]).toBe(
    "slipway:apps shop pipeline variables DB_PASSWORD or slipway:apps shop pipeline secrets 0",
  );
});

it("says that a value's length decides whether it is masked, and tells no secret", () => {
  const { candidates } = declared();
  const open = candidates.filter(({ masked }) => masked === undefined).map(({ key }) => key);
  expect(open).toEqual(["SLIPWAY_REGISTRY_PASSWORD"]);
  expect(JSON.stringify(candidates)).not.toMatch(/canary|PRIVATE|xxxx/);
});

it("tells the release's variables where the platform keeps the pipelines", () => {
  const { candidates } = declared({}, { project: "acme/pipelines", release: undefined });
  const released = candidates.filter(({ scope }) => scope === "slipway-release");
  expect(released.map(({ key, masked }) => [key, masked])).toEqual([
    ["SLIPWAY_RELEASE_USER", false],
    ["SLIPWAY_RELEASE_TOKEN", true],
    ["SLIPWAY_READER_TOKEN", true],
  ]);
  expect(released[0]!.declared!.file).toBe("slipway:pipelines release");
});
