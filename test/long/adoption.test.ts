import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OperationResult } from "../../cli/engine/recorder.ts";
import { testSandbox, type TestSandbox } from "../support/sandbox.ts";

const project = "projects/acme%2Fshop";

describe("what is on GitLab before Slipway comes", () => {
  let sandbox: TestSandbox;
  let environment: { id: number };

  beforeAll(async () => {
    sandbox = await testSandbox();
    const group = await sandbox.get<{ id: number }>("groups/acme");
    await sandbox.send("POST", "projects", {
      ...{ name: "shop", path: "shop", namespace_id: group.id },
      ...{ default_branch: "develop", initialize_with_readme: true },
    });
    await sandbox.send("POST", `${project}/repository/branches?branch=main&ref=develop`);
    await sandbox.send("POST", `${project}/protected_branches`, { name: "main" });
  });
  afterAll(() => sandbox?.close());

  it("is a project with its branches and their protection, which is taken over", async () => {
    const { id } = await sandbox.get<{ id: number }>(project);
    const refused = await sandbox.expectExit(1, ["up", "platform", "--yes"]);
    expect(refused).toContain("project shop: differs in ");
    const said = await sandbox.expectExit(0, ["up", "platform", "--adopt", "--yes"]);
    expect(said).toContain("Taken over: branch main of acme/shop: as declared");
    expect(said).toContain(
      "Taken over: protection of main in acme/shop: differs in pushAccessLevel",
    );
    const adopted = await sandbox.get<{ id: number; public_jobs: boolean }>(project);
    expect(adopted).toMatchObject({ id, public_jobs: false });
    const again = await sandbox.json<OperationResult>(["up", "platform", "--yes"]);
    expect([again.result, ...Object.keys(again.changes)]).toEqual(["succeeded", "same"]);
  });

  it("is an environment that a pipeline has made, and a variable", async () => {
    const made = await sandbox.send("POST", `${project}/environments`, { name: "staging" });
    environment = (await made.json()) as { id: number };
    await sandbox.send("POST", `${project}/variables`, {
      key: "DB_PASSWORD",
      value: "password-of-before",
      environment_scope: "staging",
    });
    expect(environment.id).toBeGreaterThan(0);
  });

  const there = [
    "variable DB_PASSWORD of acme/shop in staging: differs in " +
      "masked (GitLab has false), protected (GitLab has false), raw (GitLab has false), value",
    'environment staging of acme/shop: differs in externalUrl (GitLab has "")',
  ];

  it("is told in a preview, which fails as the up would", async () => {
    const said = await sandbox.expectExit(1, ["preview", "staging"]);
    for (const line of there) expect(said).toContain(line);
    const result = await sandbox.json<OperationResult>(["preview", "staging"]);
    expect(result.result).toBe("failed");
    expect(result.error).toContain(there[0]);
  });

  it("keeps an up from beginning, which says how it is taken over", async () => {
    const before = sandbox.writes().length;
    const said = await sandbox.expectExit(1, ["up", "staging", "--yes"]);
    for (const line of there) expect(said).toContain(line);
    expect(said).toContain("slipway up staging --adopt");
    expect(said).not.toContain("Previewing");
    expect(sandbox.writes().slice(before)).toEqual([]);
  });

  it("is shown by a preview as what is taken over", async () => {
    const result = await sandbox.json<OperationResult>(["preview", "staging", "--adopt"]);
    expect(result.result, JSON.stringify(result.messages)).toBe("succeeded");
    expect(result.changes).toMatchObject({ import: 1 });
    const said = await sandbox.expectExit(0, ["preview", "staging", "--adopt"]);
    expect(said).toContain(`Taken over: ${there[0]}`);
    expect(said).not.toContain("password-of-before");
  });

  it("is taken over and made as declared, and never stands in the state in clear", async () => {
    const said = await sandbox.expectExit(0, ["up", "staging", "--adopt", "--yes"]);
    expect(said).toContain(`Taken over: ${there[0]}`);
    const [kept] = await sandbox.get<{ id: number }[]>(`${project}/environments?name=staging`);
    expect(kept!.id).toBe(environment.id);
    const variables = await sandbox.get<{ key: string; value: string; masked: boolean }[]>(
      `${project}/variables?per_page=100`,
    );
    const password = variables.find(({ key }) => key === "DB_PASSWORD")!;
    expect(password.masked).toBe(true);
    expect(password.value).not.toBe("password-of-before");
    const state = join(sandbox.folder, "state");
    for (const file of await readdir(state, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const text = await readFile(join(file.parentPath, file.name), "utf8");
      expect(text.includes("password-of-before"), file.name).toBe(false);
      expect(text.includes(password.value), file.name).toBe(false);
    }
    const again = await sandbox.json<OperationResult>(["up", "staging", "--yes"]);
    expect([again.result, ...Object.keys(again.changes)]).toEqual(["succeeded", "same"]);
  });
});
