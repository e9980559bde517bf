import { describe, expect, it } from "vitest";
import { check } from "../../../settings/index.ts";
import { absent, changedFiles, keys, readSecret, secret, today, type Change } from "./fixture.ts";
import { keyPair } from "./keys.ts";

/** Beside the cases of each rule: where it ends, on either side. */

const staging = "Pulumi.staging.yaml";
const shop = "slipway:apps.shop";
const server = "slipway:servers.staging-1";
const steers = (key: string): [string, Change] => [
  "env.steers",
  [staging, `${shop}.env.${key}`, "x"],
];

function rulesBrokenBy(...changes: Change[]): string[] {
  const { problems } = check(changedFiles(...changes), () => readSecret);
  return [...new Set(problems.map(({ rule }) => rule))];
}

it.each<[string, Change]>([
  steers("SLIPWAY_ROLE"),
  steers("Path"),
  steers("docker_host"),
  ["value.fingerprint", [staging, "slipway:keys.fingerprint", secret("Y2FuYXJ5")]],
  ["server.user", [staging, `${server}.user`, "a".repeat(33)]],
  ["server.folder", [staging, `${server}.folder`, "/"]],
  ["server.host-key", [staging, `${server}.hostKey`, shortKey()]],
  ["app.url", [staging, `${shop}.url`, `https://${"a".repeat(248)}`]],
  ["health.url", [staging, `${shop}.health.url`, "http://user:canary@127.0.0.1:3000/health"]],
  ["health.smoke", [staging, `${shop}.health.smoke`, ["http://user:canary@127.0.0.1/"]]],
  ["compose.env-file", ["compose/shop.yaml", "services.app.env_file", ".env.production"]],
  ["shape.type", [staging, `${shop}.secrets.DB_PASSWORD`, { secure: "=canary", changed: "x" }]],
])("breaks %s: %j", (rule, change) => {
  expect(rulesBrokenBy(change)).toContain(rule);
});

it.each<[string, Change]>([
  ["env.steers", [staging, `${shop}.env.MY_PATH`, "x"]],
  ["server.user", [staging, `${server}.user`, "a".repeat(32)]],
  ["app.url", [staging, `${shop}.url`, `https://${"a".repeat(247)}`]],
  ["duration", [staging, `${shop}.health.within`, "1h"]],
  ["duration", [staging, `${shop}.health.watch`, "1h"]],
  ["duration", [staging, `${shop}.health.watch`, "0"]],
  ["duration", [staging, `${shop}.health.watch`, "0s"]],
  ["compose.variable", ["compose/shop.yaml", "services.app.command", "echo $$HOME"]],
  ["compose.env-file", ["compose/shop.yaml", "services.app.env_file", "./.env"]],
])("does not break %s: %j", (_, change) => {
  expect(rulesBrokenBy(change)).toEqual([]);
});

it("lets one port be published for tcp and for udp", () => {
  const ports = (list: string[]): Change => ["compose/shop.yaml", "services.app.ports", list];
  const also: Change = ["compose/shop.yaml", "services.database.ports", ["127.0.0.1:3000:53/udp"]];
  expect(rulesBrokenBy(ports(["127.0.0.1:3000:3000/tcp"]), also)).toEqual([]);
});

it("finds nothing odd in one machine at one address in two environments", () => {
  const machine = { address: "PROD.example.com", hostKey: keyPair("prod host").public };
  const files = changedFiles([staging, "slipway:servers.staging-1", machine]);
  const { problems, warnings } = check(files, () => readSecret, today);
  expect([...problems, ...warnings]).toEqual([]);
});

it("says of a webhook without events that they are missing, and not that pushes are", () => {
  const hook = { url: "https://ci.example.com/", token: secret("canary"), events: [] };
  const hooks: Change = [
    "Pulumi.platform.yaml",
    "slipway:apps.shop.hooks.ci",
    { ...hook, branches: "v*" },
  ];
  expect(rulesBrokenBy(hooks)).toEqual(["shape.empty"]);
});

describe("one key pair in two environments", () => {
  const inProduction = (role: "bootstrap" | "configurator" | "observer"): Change => [
    "Pulumi.production.yaml",
    `slipway:keys.${role}`,
    keys("staging")[role],
  ];

  it.each(["configurator", "observer"] as const)("is refused for the %s", (role) => {
    expect(rulesBrokenBy(inProduction(role))).toEqual(["key.twice"]);
  });

  it("is allowed for the first contact, which is the administrator's", () => {
    expect(rulesBrokenBy(inProduction("bootstrap"))).toEqual([]);
  });
});

it("gives an app that says little the safe choice", () => {
  const health = { url: "http://127.0.0.1:3000/health" };
  const { settings } = check(
    changedFiles([staging, `${shop}.health`, health], [staging, `${shop}.withNextImage`, absent]),
    () => readSecret,
  );
  expect(settings.get("staging")?.apps[0]).toMatchObject({
    health: { ...health, smoke: [], within: 60 },
    withNextImage: false,
  });
});

/** A public key that names its algorithm and is whole but for its length. */
function shortKey(): string {
  const [algorithm = "", base64 = ""] = keyPair("host").public.split(" ");
  const bytes = Buffer.from(base64, "base64");
  const name = bytes.subarray(0, 4 + algorithm.length);
  const point = Buffer.alloc(4 + 31, 1);
  point.writeUInt32BE(31);
  return `${algorithm} ${Buffer.concat([name, point]).toString("base64")}`;
}
