import { describe, expect, it } from "vitest";
import { load, SettingsError } from "../../../settings/index.ts";
import type {
  EnvironmentSettings,
  Path,
  PlatformSettings,
  StackFiles,
} from "../../../settings/index.ts";
import { changedFiles, keys, plain, platform as P, readSecret, secret } from "./fixture.ts";
import { staging as S, type Change } from "./fixture.ts";
import { keyPair } from "./keys.ts";

const shared = "compose/prod.yaml";

function staging(files: StackFiles = changedFiles()): EnvironmentSettings {
  return load(files, "staging", readSecret) as EnvironmentSettings;
}

describe("load", () => {
  it("reads the platform, with its defaults", () => {
    const files = changedFiles(
      [P, "slipway:apps.api", { project: "acme/api" }],
      [P, "slipway:apps.shop.branches", { develop: { merge: "developer" }, "m*": {} }],
    );
    const settings = load(files, "platform", readSecret) as PlatformSettings;
    expect(settings.environments).toEqual([
      { name: "staging", branch: "develop", deploy: "automatic", freeze: [], timeout: "15m" },
      {
        name: "production",
        branch: "main",
        deploy: "manual",
        after: "staging",
        freeze: [],
        timeout: "15m",
      },
    ]);
    const safe = {
      pushAccessLevel: "no one",
      mergeAccessLevel: "maintainer",
      allowForcePush: false,
    };
    expect(settings.apps.map(({ branches }) => branches)).toEqual([
      [
        { ...safe, branch: "develop", mergeAccessLevel: "developer" },
        { ...safe, branch: "m*" },
      ],
      [
        { ...safe, branch: "main" },
        { ...safe, branch: "develop" },
      ],
    ]);
    expect(settings.apps[1]).toMatchObject({
      projectSettings: {
        name: "api",
        path: "api",
        description: "",
        visibilityLevel: "private",
        defaultBranch: "main",
        mergeMethod: "merge",
      },
      protect: true,
    });
  });

  it("reads a project's webhooks in the provider's words, each event said", () => {
    const hook = { url: "https://ci.example.com/", token: secret("canary-hook") };
    const files = changedFiles(
      [P, "slipway:apps.shop.hooks.ci", { ...hook, events: ["push", "release"], branches: "v*" }],
      [P, "slipway:apps.shop.hooks.chat", { ...hook, events: ["job"], sslVerification: false }],
      [P, "slipway:apps.shop.hooks.here", { ...hook, url: "http://127.0.0.1:8/", events: ["job"] }],
    );
    const settings = load(files, "platform", readSecret) as PlatformSettings;
    const no = {
      ...{ pushEvents: false, tagPushEvents: false, mergeRequestsEvents: false, jobEvents: false },
      ...{ pipelineEvents: false, deploymentEvents: false, releasesEvents: false },
    };
    const common = { url: hook.url, token: "canary-hook" };
    expect(settings.apps[0]?.hooks.slice(0, 2)).toEqual([
      {
        ...{ ...common, ...no, name: "ci", pushEvents: true, releasesEvents: true },
        ...{ pushEventsBranchFilter: "v*", enableSslVerification: true },
      },
      { ...common, ...no, name: "chat", jobEvents: true, enableSslVerification: false },
    ]);
    expect(settings.secretValues).toEqual(["canary-hook", "canary-hook", "canary-hook"]);
    expect(load(files, "staging", readSecret).secretValues).not.toContain("canary-hook");
  });

  it("tells an environment whether the platform keeps the pipelines", () => {
    expect(staging().keepsPipelines).toBe(false);
    const files = changedFiles([P, "slipway:pipelines", { project: "acme/pipelines" }]);
    expect(staging(files).keepsPipelines).toBe(true);
  });

  it("reads an environment, with every secret in clear and every reference resolved", () => {
    const settings = staging();
    expect(settings.servers["staging-1"]).toEqual({
      name: "staging-1",
      address: "staging.example.com",
      port: 22,
      user: "slipway",
      administrator: "root",
      timer: true,
      hostKey: keyPair("host").public,
      folder: "/srv/slipway",
    });
    expect(settings.keys.observer).toEqual(keyPair("staging observer"));
    expect(settings.keys.deployers.shop).toEqual(keyPair("staging shop"));
    expect(settings.registry?.password).toBe("canary-registry");
    expect(settings.rule).toMatchObject({ name: "staging", branch: "develop" });
    const [shop] = settings.apps;
    expect(shop).toMatchObject({
      name: "shop",
      project: "acme/shop",
      servers: ["staging-1"],
      environment: { name: "staging", externalUrl: "https://staging.example.com", tier: "staging" },
      files: { "app.conf": "listen 3000\n" },
      env: { LOG_LEVEL: "Debug", PORT: "3000" },
      secrets: { DB_PASSWORD: "canary-database" },
      rotate: { DB_PASSWORD: { every: 90, changed: "2026-11-01" } },
      ...{ withNextImage: false, watch: 60 },
    });
    expect(shop?.health).toMatchObject({ within: 60, version: ".version" });
    expect(shop?.compose.content.services.app?.image).toBe("${IMAGE}");
  });

  it("reads GitLab's variables of every kind, the safe choice by default", () => {
    const files = changedFiles([
      S,
      "slipway:apps.shop.pipeline.variables.LOOSE",
      { value: "a$b", protected: false, raw: false, masked: false },
    ]);
    const base = {
      ...{ variableType: "env_var", protected: true, masked: false, raw: true, description: "" },
      environmentScope: "staging",
    };
    expect(staging(files).apps[0]?.variables).toEqual([
      { ...base, key: "DB_PASSWORD", value: "canary-database", secret: true, masked: true },
      { ...base, key: "SENTRY", value: "staging", secret: false },
      { ...base, key: "TOKEN", value: "canary-token", secret: true, masked: true },
      {
        ...base,
        key: "KUBE",
        value: "canary\nkube\n",
        secret: true,
        variableType: "file",
        description: "Kubernetes",
      },
      { ...base, key: "LOOSE", value: "a$b", secret: false, protected: false, raw: false },
    ]);
  });

  it("lists every secret of the stack in clear, the platform's as well", () => {
    const token = ["gitlab:token", secret("canary-gitlab")] as const;
    const files = changedFiles([S, ...token], [P, ...token]);
    expect(load(files, "platform", readSecret).secretValues).toEqual(["canary-gitlab"]);
    const own = ["gitlab", "registry", "database", "token"].map((name) => `canary-${name}`);
    const keys = ["bootstrap", "configurator", "observer", "shop"].map(
      (name) => keyPair(`staging ${name}`).private,
    );
    const fingerprint = Buffer.alloc(32, "canary").toString("base64");
    const all = [...own, ...keys, fingerprint, "canary\nkube\n"];
    expect(staging(files).secretValues.toSorted()).toEqual(all.toSorted());
  });

  it("asks for secrets by their path in the file", () => {
    const asked: string[] = [];
    load(changedFiles(), "staging", (path, ciphertext) => {
      asked.push(path.join(" "));
      return readSecret(path, ciphertext);
    });
    expect(asked).toContain("slipway:apps shop secrets DB_PASSWORD");
    expect(asked).toContain("slipway:apps shop pipeline variables TOKEN");
    expect(asked).toContain("slipway:apps shop pipeline variables KUBE value");
    expect(asked).toContain("slipway:keys deployers shop private");
  });

  it("reads what Pulumi makes of a file when it sets a value", () => {
    const files = changedFiles(
      [S, "slipway:version", plain('"1"')],
      [S, "slipway:apps.shop.rotate.DB_PASSWORD.changed", "2026-11-01 00:00:00 +0000 UTC"],
    );
    expect(staging(files).apps[0]?.rotate.DB_PASSWORD?.changed).toBe("2026-11-01");
  });

  it("takes a date without quotes", () => {
    const path = "slipway:apps.shop.rotate.DB_PASSWORD.changed";
    const files = changedFiles([S, path, plain("2026-11-01")]);
    expect(staging(files).apps[0]?.rotate.DB_PASSWORD?.changed).toBe("2026-11-01");
  });

  it("leaves Pulumi's and its providers' settings alone", () => {
    const files = changedFiles(
      [S, "gitlab:token", secret("canary")],
      [S, "gitlab:insecure", true],
      [S, "pulumi:disable-default-providers", ["*"]],
      [S, "secretsprovider", "passphrase"],
    );
    expect(staging(files).gitlab).toEqual({ baseUrl: "https://gitlab.example.com/api/v4/" });
  });

  it("throws every problem of every file at once, in the order of the files", () => {
    const files = changedFiles(
      [S, "slipway:apps.shop.url", "ftp://example.com"],
      [S, "slipway:apps.shop.health.within", 60],
      [P, "slipway:apps.shop.project", "shop"],
      ["Pulumi.production.yaml", "slipway:apps.shop.server", []],
      ["compose/prod.yaml", "services.app.build", "."],
    );
    const run = () => load(files, "platform", readSecret);
    expect(run).toThrow(SettingsError);
    expect(run).toThrow(`The settings have 5 problems.

Pulumi.platform.yaml:14:16  slipway:apps.shop.project
  "shop" is not a project's path.
  Allowed: \`group/project\`,`);
    try {
      run();
    } catch (error) {
      const { problems } = error as SettingsError;
      expect(problems.map(({ file, line }) => `${file}:${line}`)).toEqual([
        "Pulumi.platform.yaml:14",
        "Pulumi.production.yaml:61",
        "Pulumi.staging.yaml:65",
        "Pulumi.staging.yaml:75",
        "compose/prod.yaml:4",
      ]);
    }
  });

  it("names a stack that is not there, and the nearest one", () => {
    expect(() => load(changedFiles(), "stagin", readSecret)).toThrow(
      "Pulumi.stagin.yaml:1:1\n  There is no stack `stagin`.\n  Fix: did you mean `staging`?",
    );
  });

  it("needs every secret of the stack, and none of the others", () => {
    const change = [S, "slipway:apps.shop.secrets.OTHER", { secure: "?" }] as const;
    const files = changedFiles([...change]);
    expect(load(files, "production", readSecret).stack).toBe("production");
    expect(() => load(files, "staging", readSecret)).toThrow(
      "slipway:apps.shop.secrets.OTHER\n  This secret cannot be read here.\n  Fix: set PULUMI_CONFIG_PASSPHRASE, or",
    );
  });

  it("checks the values of the stack, and of none of the others", () => {
    const files = changedFiles([S, "slipway:apps.shop.secrets.EMPTY", secret("")]);
    expect(load(files, "production", readSecret).stack).toBe("production");
    expect(() => load(files, "staging", readSecret)).toThrow("The secret is empty.");
  });

  it("heeds its own problems and the platform's alone, when asked to", () => {
    const production = "Pulumi.production.yaml";
    const slip = changedFiles([production, "slipway:apps.shop.helth", "x"]);
    expect(() => load(slip, "staging", readSecret)).toThrow(SettingsError);
    expect(load(slip, "staging", readSecret, { heed: "own" }).stack).toBe("staging");
    expect(() => load(slip, "production", readSecret, { heed: "own" })).toThrow("`helth`");
    const slipped = changedFiles([P, "slipway:apps.shop.projct", "x"]);
    expect(() => load(slipped, "staging", readSecret, { heed: "own" })).toThrow("`projct`");
  });

  it.each<[string, Change]>([
    ["has this one's key", [S, "slipway:keys.observer", keys("production").observer]],
    ["lacks a line that a shared file asks for", [S, "slipway:apps.shop.compose", shared]],
  ])("heeds no problem that is there because another environment %s", (_, change) => {
    const files = changedFiles(
      change,
      [shared, "services.app.command", "serve ${COLOUR}"],
      ["Pulumi.production.yaml", "slipway:apps.shop.env.COLOUR", "blue"],
    );
    expect(() => load(files, "production", readSecret)).toThrow(SettingsError);
    expect(load(files, "production", readSecret, { heed: "own" }).stack).toBe("production");
  });

  it("opens and checks no secret that is not wanted", () => {
    const [damaged, empty] = [{ secure: "!" }, secret("")];
    const files = changedFiles(
      [S, "slipway:keys.bootstrap.private", damaged],
      [S, "slipway:apps.shop.secrets.EMPTY", empty],
    );
    const opened: string[] = [];
    const read: typeof readSecret = (path, ciphertext) => {
      opened.push(path.join("."));
      return readSecret(path, ciphertext);
    };
    const want = (path: Path) => path.includes("deployers");
    const settings = load(files, "staging", read, { want }) as EnvironmentSettings;
    expect(opened).toEqual(["slipway:keys.deployers.shop.private"]);
    expect(settings.keys.deployers.shop?.private).toContain("PRIVATE KEY");
    expect(settings.keys.bootstrap.private).toBe("");
    expect(settings.apps[0]?.secrets.EMPTY).toBe("");
  });

  it("passes what a reader throws that is not about the passphrase", () => {
    const read = () => {
      throw new Error("the disk is on fire");
    };
    expect(() => load(changedFiles(), "staging", read)).toThrow("the disk is on fire");
  });
});
