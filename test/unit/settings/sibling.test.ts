import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addEnvironment, SettingsError, siblingOf } from "../../../settings/index.ts";

const repository = join(import.meta.dirname, "../../..");
const staging = readFileSync(join(repository, "Pulumi.staging.yaml"), "utf8");

describe("siblingOf", () => {
  const { text, emptied, renamed } = siblingOf(staging, "staging", "qa");
  const lines = text.split("\n");

  it("changes lines that differ from one environment to the next, and no other", () => {
    const kept = staging.split("\n").filter((line) => lines.includes(line));
    const gone = staging.split("\n").filter((line) => !lines.includes(line));
    expect(gone.map((line) => line.trim().replace(/(secure|hostKey|salt): .*/, "$1"))).toEqual([
      "# The staging environment: develop comes here by itself.",
      ...["#", expect.stringContaining("# The secrets") as string],
      expect.stringContaining("# in a repository of your own") as string,
      ...["staging-1:", "address: staging.example.com", "hostKey", "secure"],
      ...["servers: [staging-1]", "url: https://staging.example.com", "secure", "secure"],
      ...["SENTRY_ENVIRONMENT: staging", "secure", "encryptionsalt"],
    ]);
    expect(lines.filter((line) => kept.includes(line))).toEqual(kept);
  });

  it("says what is to be filled in, and where the other's name stood", () => {
    expect(emptied.map((path) => path.join(" "))).toEqual([
      "slipway:servers qa-1 address",
      "slipway:servers qa-1 hostKey",
      "slipway:registry password",
      "slipway:apps shop url",
      "slipway:apps shop secrets DB_PASSWORD",
      "slipway:apps shop secrets SMTP__Password",
      "slipway:apps shop pipeline variables SENTRY_PROPERTIES value",
    ]);
    expect(renamed).toEqual([
      ["slipway:apps", "shop", "pipeline", "variables", "SENTRY_ENVIRONMENT"],
    ]);
    const { config } = parse(text) as { config: Record<string, unknown> };
    for (const path of emptied) {
      const value = path.reduce<unknown>(
        (map, key) => (map as Record<string, unknown>)[key],
        config,
      );
      expect(value, path.join(" ")).toBeNull();
    }
  });

  const inBraces = `config:
  slipway:servers: { a: { address: 1.2.3.4, hostKey: "x y", port: 2222 }, b: { address: b.example.com } } # two
  slipway:apps:
    shop:
      servers: [b, a, c] # c is a mistake
      url: https://staging.example.com # ours
      health: { url: https://staging.example.com/health }
      env: { NAME: "staging", TITLE: staging one }
      secrets: { A: { secure: v1:a }, B: { secure: "v1:b" } }
      files: { a.conf: staging }
secretsprovider: awskms://alias/slipway
encryptedkey: abc
`;

  it("keeps layout and comments in braces, and other providers' marks", () => {
    expect(siblingOf(inBraces, "staging", "qa").text).toBe(
      `# The environment qa, begun like staging. Every setting: docs/settings.md.
config:
  slipway:servers: { qa-1: { address:, hostKey:, port: 2222 }, qa-2: { address: } } # two
  slipway:apps:
    shop:
      servers: [qa-2, qa-1, c] # c is a mistake
      url: # ours
      health: { url: }
      env: { NAME: qa, TITLE: staging one }
      secrets: { A:, B: }
      files: { a.conf: staging }
secretsprovider: awskms://alias/slipway
encryptedkey: abc
`,
    );
  });

  it("leaves a health check on the server itself, and a comment behind a secret's key", () => {
    const text = `config:
  slipway:apps:
    shop:
      health: { url: http://localhost:1/ }
      secrets:
        A: # ours
          secure: v1:a # theirs
        B:
          secure: v1:b
`;
    expect(siblingOf(text, "a", "b").text).toContain(`      health: { url: http://localhost:1/ }
      secrets:
        A: # ours # theirs
        B:
`);
  });

  it.each([
    ["http://127.0.0.1:3000/health", true],
    ["https://[::1]/health", true],
    ["http://127.example.com/health", false],
  ])("asks the server itself at %s: %j", (url, stays) => {
    const text = `config: { slipway:apps: { shop: { health: { url: "${url}" } } } }`;
    expect(siblingOf(text, "a", "b").text.includes(url)).toBe(stays);
  });
});

describe("addEnvironment", () => {
  const block =
    "config:\n  slipway:environments:\n    a: { branch: x } # one\n    b:\n      branch: y\n  z: 1\n";
  const line = { branch: "main", deploy: "manual", after: "a" };

  it.each([
    [
      "a",
      "    a: { branch: x } # one\n    qa: { branch: main, deploy: manual, after: a }\n    b:\n",
    ],
    ["b", "      branch: y\n    qa: { branch: main, deploy: manual, after: a }\n  z: 1\n"],
  ])("writes its line below %s's", (below, written) => {
    expect(addEnvironment(block, "qa", line, below)).toContain(written);
  });

  it("writes it inside braces, and leaves out what is not said", () => {
    const text = "config: { slipway:environments: { a: { branch: x }, b: { branch: y } } }\n";
    expect(addEnvironment(text, "qa", { ...line, after: undefined }, "a")).toBe(
      "config: { slipway:environments: { a: { branch: x }, qa: { branch: main, deploy: manual }, b: { branch: y } } }\n",
    );
  });

  it("quotes what needs it", () => {
    const branch = "a, b: c";
    const { config } = parse(addEnvironment(block, "qa", { ...line, branch }, "a")) as {
      config: Record<string, Record<string, unknown>>;
    };
    expect(config["slipway:environments"]?.qa).toEqual({ ...line, branch });
  });

  it("refuses a map that other places share", () => {
    const shared = "config:\n  slipway:environments: &e\n    a: {}\n  z: *e\n";
    expect(() => addEnvironment(shared, "qa", line, "a")).toThrow(SettingsError);
  });
});
