import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document } from "yaml";
import type { OperationResult } from "../../cli/engine/recorder.ts";
import { runSlipway } from "../../sandbox/sandbox.ts";
import { testSandbox, type TestSandbox } from "../support/sandbox.ts";

interface Variable {
  key: string;
  value: string;
  environment_scope: string;
  protected: boolean;
  masked: boolean;
  raw: boolean;
  variable_type: string;
}

const project = "projects/acme%2Fshop";

/**
 * One team's first weeks, in order: each test goes on where the one before it ended, as it would
 * on a real GitLab and a real server.
 */
describe("slipway up, from nothing to destroy", () => {
  let sandbox: TestSandbox;

  beforeAll(async () => {
    sandbox = await testSandbox();
  });
  afterAll(() => sandbox.close());

  async function up(stack: string): Promise<OperationResult> {
    const result = await sandbox.json<OperationResult>(["up", stack, "--yes"]);
    expect(result.result, JSON.stringify(result.messages)).toBe("succeeded");
    return result;
  }

  async function variables(scope: string): Promise<Record<string, Variable>> {
    const all = await sandbox.get<Variable[]>(`${project}/variables?per_page=100`);
    const scoped = all.filter((variable) => variable.environment_scope === scope);
    return Object.fromEntries(scoped.map((variable) => [variable.key, variable]));
  }

  it("previews an environment before the platform exists, says so, and shows the rest", async () => {
    const result = await sandbox.json<OperationResult>(["preview", "staging"]);
    expect(result.result, JSON.stringify(result.messages)).toBe("succeeded");
    const warnings = result.messages.filter(({ severity }) => severity === "warning");
    expect(warnings.map(({ message }) => message).join()).toContain(
      'The GitLab project "acme/shop" of the app "shop" does not exist',
    );
    const types = result.resources.map(({ type }) => type);
    expect(types).toContain("gitlab:index/projectVariable:ProjectVariable");
    expect(types).toContain("command:remote:Command");
  });

  it("refuses to bring an environment up before the platform", async () => {
    const said = await sandbox.expectExit(1, ["up", "staging", "--yes"]);
    expect(said).toContain("Bring up the platform first: slipway up platform");
    expect(said).not.toContain("    at ");
  });

  it("makes the project, its branches and their protection", async () => {
    await up("platform");
    expect(await sandbox.get(project)).toMatchObject({
      path_with_namespace: "acme/shop",
      visibility: "private",
      default_branch: "develop",
      public_jobs: false,
      auto_devops_enabled: false,
      only_allow_merge_if_pipeline_succeeds: true,
      ci_pipeline_variables_minimum_override_role: "no_one_allowed",
    });
    const branches = await sandbox.get<{ name: string }[]>(`${project}/repository/branches`);
    expect(branches.map(({ name }) => name).sort()).toEqual(["develop", "main"]);
    const main = await sandbox.get<{
      push_access_levels: { access_level: number }[];
      merge_access_levels: { access_level: number }[];
    }>(`${project}/protected_branches/main`);
    expect(main.push_access_levels.map((level) => level.access_level)).toEqual([0]);
    expect(main.merge_access_levels.map((level) => level.access_level)).toEqual([40]);
  });

  it("keeps a branch protected when who may merge to it changes", async () => {
    const merge = ["config", "slipway:apps", "shop", "branches", "develop", "merge"];
    await sandbox.edit("platform", (file) => file.setIn(merge, "maintainer"));
    const { changes } = await up("platform");
    expect(changes.replace).toBe(1);
    const develop = await sandbox.get<{ merge_access_levels: { access_level: number }[] }>(
      `${project}/protected_branches/develop`,
    );
    expect(develop.merge_access_levels.map((level) => level.access_level)).toEqual([40]);
  });

  it("makes an environment's scoped variables and lays its configuration on the server", async () => {
    await up("staging");
    const staging = await variables("staging");
    expect(staging.DB_PASSWORD).toMatchObject({ masked: true, protected: true, raw: true });
    expect(staging.SLIPWAY_DEPLOYER_KEY).toMatchObject({ variable_type: "file", protected: true });
    expect(staging.SLIPWAY_SERVERS?.value).toContain(`@127.0.0.1:${sandbox.server.port}`);
    const environments = await sandbox.get<{ name: string }[]>(`${project}/environments`);
    expect(environments.map(({ name }) => name)).toEqual(["staging"]);

    const keys = await readFile(join(sandbox.folder, "server/home/.ssh/authorized_keys"), "utf8");
    expect(keys).toMatch(
      /restrict,command="[^"]*--role deployer --environment staging --app shop"/,
    );
  });

  it("ends its step at Ctrl-C, and leaves no lock", async () => {
    const [before, abort] = [sandbox.writes().length, new AbortController()];
    const up = sandbox.slipway(["up", "production", "--yes"], { signal: abort.signal });
    while (sandbox.writes().length === before) await sleep(20);
    abort.abort();
    const { code, stderr } = await up;
    expect([code, stderr]).toEqual([1, expect.stringContaining("Stopping: the up ends its")]);
    const locks = await readdir(join(sandbox.folder, "state/.pulumi/locks"), { recursive: true });
    expect(locks.filter((name) => name.endsWith(".json"))).toEqual([]);
  });

  it("keeps environments apart: another password in production, under its own scope", async () => {
    await Promise.all([up("uat"), up("production")]);
    const [staging, production] = [await variables("staging"), await variables("production")];
    expect(production.DB_PASSWORD?.value).toBeDefined();
    expect(production.DB_PASSWORD?.value).not.toBe(staging.DB_PASSWORD?.value);
  });

  it("finds the stack files from a folder below them", async () => {
    const below = join(sandbox.work, "compose");
    const args = ["preview", "staging", "--json"];
    const { stdout, stderr } = await runSlipway(below, sandbox.variables, args, {});
    expect(stderr).toBe("");
    const { result, changes } = JSON.parse(stdout) as OperationResult;
    expect([result, ...Object.keys(changes)]).toEqual(["succeeded", "same"]);
  });

  it("changes nothing and writes nothing the second time", async () => {
    const before = sandbox.writes();
    for (const stack of ["platform", "staging"]) {
      const { changes } = await up(stack);
      expect(Object.keys(changes)).toEqual(["same"]);
    }
    expect(sandbox.writes()).toEqual(before);
  });

  it("deploys, then shows one changed setting as that setting, and brings it to the app", async () => {
    const image = sandbox.machine.images.shop["1.0.0"];
    const args = ["--image", image, "--version", "1.0.0"];
    await sandbox.expectExit(0, ["deploy", "staging", "shop", ...args]);
    await sandbox.edit("staging", (file) =>
      file.setIn(["config", "slipway:apps", "shop", "env", "LOG_LEVEL"], "Trace"),
    );
    const preview = await sandbox.json<OperationResult>(["preview", "staging"]);
    const deployment = preview.resources.find(
      ({ type }) => type === "slipway:environment:Deployment",
    );
    expect(deployment?.readable?.["env.LOG_LEVEL"]?.to).toBe("Trace");
    expect(Object.keys(deployment?.readable ?? {}).sort()).toEqual([
      "env.LOG_LEVEL",
      expect.stringMatching(/^services\./),
      ...Object.keys(deployment?.readable ?? {})
        .filter((path) => path.startsWith("services."))
        .slice(1),
    ]);

    const before = sandbox.writes();
    const { changes } = await up("staging");
    expect(changes.update).toBe(2);
    expect(changes.create).toBeUndefined();
    expect(sandbox.writes()).toEqual(before);
    const health = (await (await fetch(`${sandbox.address("staging")}/health`)).json()) as object;
    expect(health).toMatchObject({ version: "1.0.0", logLevel: "Trace" });
  });

  it("changes one variable with one request", async () => {
    const before = sandbox.writes();
    await sandbox.edit("staging", (file) =>
      file.setIn(
        ["config", "slipway:apps", "shop", "pipeline", "variables", "SENTRY_ENVIRONMENT"],
        "staging-2",
      ),
    );
    await up("staging");
    const added = sandbox.writes().slice(before.length);
    expect(added).toHaveLength(1);
    expect(added[0]).toMatch(/^PUT .*\/variables\/SENTRY_ENVIRONMENT/);
    expect((await variables("staging")).SENTRY_ENVIRONMENT?.value).toBe("staging-2");
  });

  it("says at preview that a new password does not reach the database's own user", async () => {
    await sandbox.expectExit(
      0,
      ["secret", "set", "staging", "shop", "DB_PASSWORD"],
      "another-password",
    );
    const said = await sandbox.expectExit(0, ["preview", "staging", "--diff"]);
    expect(said).toMatch(/DB_PASSWORD *: "secret [0-9a-f]{12}.* => "secret [0-9a-f]{12}, changed/);
    expect(said).toContain("a database's own user keeps its password until it is changed there");
    expect(said).not.toContain("another-password");
  });

  it("removes what the settings no longer name", async () => {
    await sandbox.edit("staging", (file) =>
      file.deleteIn([
        "config",
        "slipway:apps",
        "shop",
        "pipeline",
        "variables",
        "SENTRY_ENVIRONMENT",
      ]),
    );
    const { changes } = await up("staging");
    expect(changes.delete).toBe(1);
    expect((await variables("staging")).SENTRY_ENVIRONMENT).toBeUndefined();
  });

  it("sees a variable changed by hand, and puts it back", async () => {
    const declared = (await variables("staging")).DB_PASSWORD!.value;
    const filter = "filter%5Benvironment_scope%5D=staging";
    const changed = await sandbox.send("PUT", `${project}/variables/DB_PASSWORD?${filter}`, {
      value: "changed-by-hand",
    });
    expect(changed.status).toBe(200);

    const drift = await sandbox.json<OperationResult>(["refresh", "staging", "--yes"]);
    expect(drift.changes.update).toBe(1);
    await up("staging");
    expect((await variables("staging")).DB_PASSWORD?.value).toBe(declared);
  });

  it("makes a variable deleted by hand anew", async () => {
    const filter = "filter%5Benvironment_scope%5D=staging";
    await sandbox.send("DELETE", `${project}/variables/DB_PASSWORD?${filter}`);
    await sandbox.json(["refresh", "staging", "--yes"]);
    const { changes } = await up("staging");
    expect(changes.create).toBe(1);
    expect((await variables("staging")).DB_PASSWORD).toBeDefined();
  });

  it("takes nothing from a protected project that the settings name no more", async () => {
    const before = sandbox.writes();
    const apps = ["config", "slipway:apps"];
    const rename = (file: Document) => {
      file.setIn([...apps, "blog"], file.getIn([...apps, "shop"]));
      file.deleteIn([...apps, "shop"]);
    };
    const undo = [await sandbox.edit("platform", rename)];
    for (const stack of ["staging", "uat", "production"]) {
      undo.push(
        await sandbox.edit(stack, (file) => {
          rename(file);
          const keys = ["config", "slipway:keys", "deployers"];
          file.setIn([...keys, "blog"], file.getIn([...keys, "shop"]));
          file.deleteIn([...keys, "shop"]);
        }),
      );
    }
    const said = await sandbox.expectExit(1, ["up", "platform", "--yes"]);
    expect(said).toContain("slipway:apps names no more: shop.");
    expect(sandbox.writes()).toEqual(before);
    for (const takeBack of undo) await takeBack();
  });

  it("tells pipelines nothing of a server that has not taken it", async () => {
    const known = (await variables("staging")).SLIPWAY_KNOWN_HOSTS!.value;
    const hostKey = ["config", "slipway:servers", "staging-1", "hostKey"];
    const other = (await variables("production")).SLIPWAY_KNOWN_HOSTS!.value.split(" ");
    const undo = await sandbox.edit("staging", (file) =>
      file.setIn(hostKey, `${other[1]} ${other[2]!.trim().slice(0, -4)}AAAA`),
    );
    await sandbox.expectExit(1, ["up", "staging", "--yes"]);
    expect((await variables("staging")).SLIPWAY_KNOWN_HOSTS?.value).toBe(known);
    await undo();
  });

  it("refuses to destroy a protected project, and leaves it as it was", async () => {
    const before = sandbox.writes();
    const said = await sandbox.expectExit(1, ["destroy", "platform", "--yes"]);
    expect(said).toContain('"platform" holds what is protected from deletion: shop.');
    expect(sandbox.writes()).toEqual(before);
    expect(await sandbox.get(project)).toMatchObject({ archived: false });
  });

  it("destroys an environment, and leaves the others alone", async () => {
    await sandbox.expectExit(0, ["destroy", "uat", "--yes"]);
    expect(Object.keys(await variables("uat"))).toEqual([]);
    expect(Object.keys(await variables("production")).length).toBeGreaterThan(0);
  });

  it("archives the project once the settings let it go", async () => {
    await sandbox.edit("platform", (file) =>
      file.setIn(["config", "slipway:apps", "shop", "protect"], false),
    );
    await up("platform");
    await sandbox.expectExit(0, ["destroy", "platform", "--yes"]);
    expect(await sandbox.get(project)).toMatchObject({ archived: true });
  });
});
