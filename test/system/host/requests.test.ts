import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  allowed,
  protocol,
  type Action,
  type HistoryAnswer,
  type Role,
} from "../../../host/protocol.ts";
import { configurationOf, startHost, type Configuration, type Host } from "./support.ts";

let host: Host;

beforeAll(async () => {
  host = await startHost();
});
afterAll(() => host.close());

const image = `registry.example.com/acme/shop@sha256:${"a".repeat(64)}`;

describe("roles", () => {
  const actions: Action[] = [
    "apply",
    "deploy",
    "rollback",
    "allow",
    "pull",
    "status",
    "history",
    "logs",
    "restart",
    "remove",
  ];
  const roles = Object.keys(allowed) as Role[];
  const pairs = roles.flatMap((role) => actions.map((action) => ({ role, action })));

  it.each(pairs)("$role and $action", async ({ role, action }) => {
    const { code, answer } = await host.call(action, { protocol, app: "shop" }, role);
    if ((allowed[role] as readonly Action[]).includes(action)) {
      expect(code).not.toBe(21);
    } else {
      expect({ code, outcome: answer.outcome }).toEqual({ code: 21, outcome: "not allowed" });
      expect(answer.message).toBe(`This key's role is ${role}, which may not ${action}.`);
    }
  });

  it("binds a key to its app", async () => {
    const { code, answer } = await host.call("deploy", { protocol, app: "other", image });
    expect(code).toBe(21);
    expect(answer.message).toBe("This key is for the app shop, and not for other.");
  });

  it.each(["", "sh", "deploy; id", "status --role configurator", "--app other deploy", "$(id)"])(
    "takes nothing but an action: '%s'",
    async (action) => {
      const { code, answer } = await host.call(action, {});
      expect({ code, outcome: answer.outcome }).toEqual({ code: 20, outcome: "bad request" });
    },
  );
});

describe("requests", () => {
  const cases: [string, Action, object | string, string][] = [
    ["no JSON", "deploy", "{", "The request is not JSON."],
    ["no object", "deploy", "[]", "The request must be a JSON object."],
    ["no image", "deploy", {}, "`image` must be an image with its digest"],
    ["a tag", "deploy", { image: "shop:1" }, "`image` must be an image with its digest"],
    ["two lines", "deploy", { image, version: "1\n2" }, "`version` must be a text of one line."],
    [
      "half a registry",
      "deploy",
      { image, registry: { address: "a" } },
      "`registry` must have `address`, `user` and `password`.",
    ],
    ["a word", "rollback", { to: "one" }, "`to` must be the number of a release."],
    ["a wait", "rollback", { wait: -1 }, "`wait` must be a number of seconds, at most 86400."],
    [
      "no digest",
      "allow",
      { image: "shop" },
      "`image` must be an image with its digest, or the digest.",
    ],
  ];

  it.each(cases)("names what is wrong: %s", async (_, action, request, says) => {
    const { code, answer } = await host.call(action, request);
    expect({ code, outcome: answer.outcome }).toEqual({ code: 20, outcome: "bad request" });
    expect(answer.message).toContain(says);
  });

  it("ignores what it does not know", async () => {
    const { answer } = await host.call("allow", { protocol: 9, image, colour: "blue" });
    expect(answer.outcome).toBe("allowed");
  });
});

describe("configurations", () => {
  const env = (key: string, value = "x") => ({ env: { [key]: value } });
  const cases: [string, (base: Configuration) => unknown, string][] = [
    ["none", () => undefined, "`configuration` is missing."],
    [
      "no services",
      (base) => ({ ...base, compose: {} }),
      "must be a compose file with `services`.",
    ],
    [
      "nothing of its own",
      (base) => ({ ...base, compose: { services: { a: { image: "b" } } } }),
      "No service of the compose file runs `${IMAGE}`.",
    ],
    [
      "a number",
      (base) => ({ ...base, env: { A: 1 } }),
      "`configuration.env` must be an object of texts.",
    ],
    ["a key with a dash", (base) => ({ ...base, ...env("A-B") }), 'has the key "A-B"'],
    ["IMAGE", (base) => ({ ...base, ...env("IMAGE") }), "`configuration.env.IMAGE` steers"],
    [
      "COMPOSE_",
      (base) => ({ ...base, ...env("COMPOSE_FILE") }),
      "steers Compose, Docker or the shell",
    ],
    ["docker_", (base) => ({ ...base, ...env("docker_host") }), "steers"],
    ["LD_", (base) => ({ ...base, ...env("LD_PRELOAD") }), "steers"],
    ["NUL", (base) => ({ ...base, ...env("A", "a\0b") }), "`configuration.env.A` has a NUL in it"],
    [
      "a key twice",
      (base) => ({ ...base, ...env("DB_PASSWORD") }),
      "`DB_PASSWORD` stands in `configuration.env` and in `configuration.secrets`.",
    ],
    ["a path out", (base) => ({ ...base, files: { "../x": "" } }), "is not a path below files/."],
    ["no base64", (base) => ({ ...base, files: { x: "%" } }), "is not base64."],
    [
      "a file that is not there",
      (base) => ({
        ...base,
        compose: { services: { a: { image: "${IMAGE}", volumes: ["./files/a.conf:/a"] } } },
      }),
      "The compose file wants files/a.conf, which `configuration.files` does not bring.",
    ],
    [
      "a url",
      (base) => ({ ...base, health: { url: "file:///etc/passwd", smoke: [], within: 1 } }),
      "`configuration.health.url` must be an http or https address.",
    ],
    [
      "a program for jq",
      (base) => ({ ...base, health: { ...base.health, version: ".a | env" } }),
      "`configuration.health.version` must be a path such as `.version`.",
    ],
    [
      "no time",
      (base) => ({ ...base, health: { ...base.health, within: 0 } }),
      "`configuration.health.within` must be a number of seconds",
    ],
  ];

  it.each(cases)("are refused as a whole: %s", async (_, change, says) => {
    const configuration = change(configurationOf(host)) as Configuration;
    const { code, answer } = await host.apply(configuration);
    expect({ code, outcome: answer.outcome }).toEqual({ code: 20, outcome: "bad request" });
    expect(answer.message).toContain(says);
    expect(existsSync(`${host.place}/applied.json`)).toBe(false);
  });

  it("has all problems in one answer, and none of the values", async () => {
    const { answer } = await host.apply({
      ...configurationOf(host),
      secrets: { IMAGE: "canary-value", "A B": "canary-value" },
      files: { "/etc": "" },
    });
    expect(answer.message).toMatch(/files\/.*secrets.IMAGE` steers.*secrets` has the key "A B"/);
    expect(JSON.stringify(answer)).not.toContain("canary-value");
  });

  it("knows a configuration by a hash that nobody else can work out", async () => {
    expect((await host.apply(configurationOf(host))).code).toBe(0);
    const { applied } = await host.status();
    const sorted = (value: unknown): unknown =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, inner]) => [key, sorted(inner)]),
          )
        : value;
    const plain = createHash("sha256")
      .update(`${JSON.stringify(sorted(configurationOf(host)))}\n`)
      .digest("hex");
    expect(applied).toMatch(/^[0-9a-f]{12}$/);
    expect(applied).not.toBe(plain.slice(0, 12));
  });
});

describe("the history", () => {
  it("forgets the oldest, and a line that was cut short harms no other", async () => {
    const file = `${host.place}/history.jsonl`;
    const line = (number: number) => `{"at":"2026-01-01T00:00:00Z","seconds":${number}}\n`;
    const lines = Array.from({ length: 1300 }, (_, number) => line(number));
    writeFileSync(file, `${lines.join("")}{"at":"2026-01-01T00:00:00Z","sec`);
    await host.call("allow", { protocol, image });
    expect(readFileSync(file, "utf8").split("\n")).toHaveLength(1001);
    const { answer } = await host.call<HistoryAnswer>("history", { last: 2 }, "observer");
    expect(answer.entries).toMatchObject([{ seconds: 1299 }, { action: "allow" }]);
  });
});
