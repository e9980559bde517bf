import { describe, expect, it } from "vitest";
import { containerOf } from "../../../../cli/explain/container.ts";
import { linesOf } from "../../../../settings/index.ts";
import type { ComposeContent, EnvironmentApp } from "../../../../settings/model.ts";
import { readYaml } from "../../../../settings/read/yaml.ts";
import { environmentSettings } from "../../../support/settings.ts";

const stackFile = `config:
  slipway:apps:
    shop:
      env:
        LOG_LEVEL: Warning
        PORT: "3000"
      secrets:
        DB_PASSWORD: { secure: v1:x }
        API_KEY: { secure: v1:y }
`;

/** What containers get of a compose file, beside a stack file with two plain and two secret lines. */
function container(compose: string, files: Record<string, string> = {}) {
  const [first] = environmentSettings().apps;
  const app: EnvironmentApp = {
    ...first!,
    compose: {
      path: "compose/shop.yaml",
      content: readYaml("", compose).value as ComposeContent,
    },
    files,
    env: { PORT: "3000", LOG_LEVEL: "Warning" },
    secrets: { DB_PASSWORD: "canary-database", API_KEY: "canary-key" },
    rotate: { DB_PASSWORD: { every: 90, changed: "2026-11-01" } },
  };
  const found = containerOf(app, {
    where: linesOf({ path: "Pulumi.production.yaml", text: stackFile }),
    inCompose: linesOf({ path: "compose/shop.yaml", text: compose }),
  });
  expect(JSON.stringify(found)).not.toContain("canary");
  return found;
}

const line = (number: number, file = "compose/shop.yaml") => ({ file, line: number });

describe("What containers get", () => {
  it("is each line of .env, from its line of the stack file, and a secret's date for its value", () => {
    const { env, added } = container("services: { app: { image: '${IMAGE}', env_file: .env } }\n");
    const both = { services: ["app"], namedBy: [] };
    const at = (number: number) => ({ at: line(number, "Pulumi.production.yaml"), ...both });
    expect(env).toEqual([
      { key: "API_KEY", secret: true, ...at(9) },
      { key: "DB_PASSWORD", secret: true, since: "2026-11-01", ...at(8) },
      { key: "LOG_LEVEL", secret: false, value: "Warning", ...at(5) },
      { key: "PORT", secret: false, value: "3000", ...at(6) },
    ]);
    expect(added.map(({ key }) => key)).toEqual(["IMAGE"]);
  });

  it("is all of .env by env_file, and else what a service names", () => {
    const { env } = container(`services:
  app: { image: "\${IMAGE}", env_file: [{ path: ./.env, required: true }] }
  database: { image: "postgres:17", environment: { POSTGRES_PASSWORD: "\${DB_PASSWORD}" } }
  proxy: { image: "nginx:1", ports: ["127.0.0.1:\${PORT:-3000}:80"] }
`);
    const used = env.map(({ key, services, namedBy }) => [key, services, namedBy]);
    expect(used).toEqual([
      ["API_KEY", ["app"], []],
      ["DB_PASSWORD", ["app"], ["database"]],
      ["LOG_LEVEL", ["app"], []],
      ["PORT", ["app"], ["proxy"]],
    ]);
  });

  it("is what a service says itself before what is in .env, as the file has it", () => {
    const { services } = container(`services:
  app:
    image: \${IMAGE}
    env_file: .env
    environment:
      LOG_LEVEL: Debug
      URL: postgres://shop:\${DB_PASSWORD}@database
      API_KEY:
  worker:
    image: \${IMAGE}
    environment:
      - PORT
      - MODE=a=b
`);
    const from = "environment";
    expect(services).toEqual([
      { service: "app", key: "API_KEY", text: "${API_KEY}", from, at: line(8), over: [".env"] },
      { service: "app", key: "LOG_LEVEL", text: "Debug", from, at: line(6), over: [".env"] },
      {
        ...{ service: "app", key: "URL", text: "postgres://shop:${DB_PASSWORD}@database", from },
        ...{ at: line(7), over: [] },
      },
      { service: "worker", key: "MODE", text: "a=b", from, at: line(13), over: [] },
      { service: "worker", key: "PORT", text: "${PORT}", from, at: line(12), over: [] },
    ]);
  });

  it("is the last of several files, whose values stay where they are", () => {
    const files = { "extra.env": "# more\nLOG_LEVEL=Trace\nexport MODE='x'\n" };
    const compose = (order: string) =>
      `services:\n  app:\n    image: \${IMAGE}\n    env_file: ${order}\n`;
    const last = container(compose("[.env, ./files/extra.env]"), files).services;
    const from = "files/extra.env";
    expect(last).toEqual([
      { service: "app", key: "LOG_LEVEL", from, at: line(4), over: [".env"] },
      { service: "app", key: "MODE", from, at: line(4), over: [] },
    ]);
    const first = container(compose("[./files/extra.env, .env]"), files).services;
    expect(first).toEqual([
      { service: "app", key: "LOG_LEVEL", from: ".env", at: line(4), over: [from] },
      { service: "app", key: "MODE", from, at: line(4), over: [] },
    ]);
  });
});
