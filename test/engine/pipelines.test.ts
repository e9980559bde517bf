import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OperationResult } from "../../cli/engine/recorder.ts";
import { sightings } from "../support/canaries.ts";
import { testSandbox, type TestSandbox } from "../support/sandbox.ts";

interface File {
  content: string;
  last_commit_id: string;
}

const file = "projects/acme%2Fpipelines/repository/files/shop%2Egitlab-ci%2Eyml?ref=main";

/** What the platform declares so that it keeps the apps' pipelines, against a GitLab. */
describe("slipway up platform, where it keeps the pipelines", () => {
  let sandbox: TestSandbox;

  beforeAll(async () => {
    sandbox = await testSandbox({ edition: "ee" });
  });
  afterAll(() => sandbox.close());

  async function up(): Promise<OperationResult["changes"]> {
    const result = await sandbox.json<OperationResult>(["up", "platform", "--yes"]);
    expect(result.result, JSON.stringify(result.messages)).toBe("succeeded");
    return result.changes;
  }

  async function text(): Promise<string> {
    const { content } = await sandbox.get<File>(file);
    return Buffer.from(content, "base64").toString("utf8");
  }

  it("makes the project, its files, its rules, and tokens that only some jobs see", async () => {
    const before = sandbox.writes().length;
    await sandbox.edit("platform", (stack) => {
      stack.setIn(["config", "slipway:pipelines"], { project: "acme/pipelines" });
      stack.setIn(["config", "slipway:tool"], { command: "/usr/local/bin/slipway" });
    });
    await up();
    expect(await text()).toMatch(/^# The pipeline of shop, written by Slipway/);
    expect(await sandbox.get("projects/acme%2Fshop")).toMatchObject({
      ci_config_path: "shop.gitlab-ci.yml@acme/pipelines",
      forking_access_level: "disabled",
      resource_group_default_process_mode: "newest_ready_first",
      container_expiration_policy: { enabled: true },
    });
    const variables = await sandbox.get<{ key: string; value: string }[]>(
      "projects/acme%2Fshop/variables?per_page=100",
    );
    const scoped = { environment_scope: "slipway-release", protected: true };
    const byKey = variables.toSorted((one, other) => (one.key < other.key ? -1 : 1));
    expect(byKey).toMatchObject([
      { key: "SLIPWAY_READER_TOKEN", masked: true, ...scoped },
      { key: "SLIPWAY_RELEASE_TOKEN", masked: true, ...scoped },
      { key: "SLIPWAY_RELEASE_USER", value: "slipway-release-acme-shop", ...scoped },
    ]);
    const tokens = byKey.slice(0, 2).map(({ value }) => value);
    const { stdout } = await sandbox.slipway(["preview", "platform", "--diff"]);
    for (const token of tokens) {
      expect(token).toMatch(/^glpat-/);
      expect(sandbox.writes().slice(before).join()).not.toContain(token);
      expect(stdout).not.toContain(token);
    }
    // Encrypted in the state, and in no log.
    for (const place of ["state", "log", "work"]) {
      expect(sightings(join(sandbox.folder, place), tokens)).toEqual([]);
    }
  });

  it("makes an app's branches once their pipeline is there, so that none begins with a failure", async () => {
    expect(await sandbox.get("projects/acme%2Fshop/repository/branches")).toHaveLength(2);
    expect(await sandbox.get("projects/acme%2Fshop/pipelines")).toEqual([]);
  });

  it("gives those tokens what it takes to push released images and to read a job's file", async () => {
    const members = await sandbox.get<{ username: string; access_level: number }[]>(
      "projects/acme%2Fshop/members",
    );
    const levels = members.map(({ username, access_level }) => [username, access_level]);
    expect(Object.fromEntries(levels)).toEqual({
      "slipway-release-acme-shop": 50,
      "slipway-reader-acme-shop": 20,
    });
    const rules = "projects/acme%2Fshop/registry/protection/repository/rules";
    const protectedPaths = (await sandbox.get<{ repository_path_pattern: string }[]>(rules)).map(
      (rule) => rule.repository_path_pattern,
    );
    expect(protectedPaths.sort()).toEqual(["acme/shop/cache-protected", "acme/shop/release"]);
  });

  it("changes nothing when it runs again, or after a refresh", async () => {
    const { update = 0, create = 0, replace = 0, delete: gone = 0 } = await up();
    expect([update, create, replace, gone]).toEqual([0, 0, 0, 0]);
    await sandbox.expectExit(0, ["refresh", "platform", "--yes"]);
    expect(await up()).not.toHaveProperty("update");
  });

  it("shows in preview what changes in which job of a pipeline, and commits it", async () => {
    await sandbox.edit("platform", (stack) =>
      stack.setIn(["config", "slipway:environments", "production", "timeout"], "25m"),
    );
    const said = await sandbox.expectExit(0, ["preview", "platform", "--diff"]);
    // Pulumi reads the text as YAML and shows the keys that differ.
    const changed = said.split("\n").filter((line) => line.includes("=>"));
    expect(changed).toHaveLength(2);
    for (const line of changed) expect(line).toMatch(/~ timeout *: "15m" => "25m"/);
    const before = await text();
    expect((await up())["update"]).toBe(1);
    expect(await text()).not.toBe(before);
    const byHand = { branch: "main", commit_message: "By hand", content: "# mine\n" };
    await sandbox.send("PUT", file.split("?")[0]!, byHand);
    await sandbox.expectExit(0, ["refresh", "platform", "--yes"]);
    await up();
    expect(await text()).toMatch(/^# The pipeline of shop/);
  });

  it("takes it all away again, but for the project's history", async () => {
    await sandbox.edit("platform", (stack) => {
      stack.deleteIn(["config", "slipway:pipelines"]);
      stack.deleteIn(["config", "slipway:tool"]);
    });
    await up();
    expect(await sandbox.get("projects/acme%2Fshop")).toMatchObject({ ci_config_path: "" });
    expect(await sandbox.get("projects/acme%2Fpipelines")).toMatchObject({ archived: true });
    expect(await sandbox.get("projects/acme%2Fshop/members")).toEqual([]);
  });

  it("gives a platform that stands without them the pipelines that its preview tells of", async () => {
    await sandbox.edit("platform", (stack) => {
      stack.setIn(["config", "slipway:pipelines"], { project: "acme/ci" });
      stack.setIn(["config", "slipway:tool"], { command: "/usr/local/bin/slipway" });
    });
    const told = await sandbox.json<OperationResult>(["preview", "platform"]);
    expect(told.changes["create"]).toBeGreaterThan(0);
    expect(told.changes).not.toHaveProperty("delete");
    expect(told.changes).not.toHaveProperty("replace");
    expect(await sandbox.get("projects/acme%2Fshop")).toMatchObject({ ci_config_path: "" });
    expect(await up()).toEqual(told.changes);
    expect(await sandbox.get("projects/acme%2Fshop")).toMatchObject({
      ci_config_path: "shop.gitlab-ci.yml@acme/ci",
    });
    expect(Object.keys(await up())).toEqual(["same"]);
  });
});
