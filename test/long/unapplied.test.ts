import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OperationResult } from "../../cli/engine/recorder.ts";
import { testSandbox, type TestSandbox } from "../support/sandbox.ts";

const deployment = "slipway:environment:Deployment";

describe("a preview after an up that failed on the server", () => {
  let sandbox: TestSandbox;
  let preview: string;

  beforeAll(async () => {
    sandbox = await testSandbox();
    await sandbox.expectExit(0, ["up", "platform", "--yes"]);
    await sandbox.expectExit(0, ["up", "staging", "--yes"]);
    await setEnv("LOG_LEVEL", "Trace");
    await sandbox.expectExit(0, ["secret", "set", "staging", "shop", "DB_PASSWORD"], "canary-new");

    // Compose refuses it on the server, and nothing before that does.
    const compose = join(sandbox.work, "compose/shop.yaml");
    const sound = await readFile(compose, "utf8");
    const later = "services:\n  later: { image: '${IMAGE}', mem_limit: lots }\n";
    await writeFile(compose, sound.replace("services:\n", later));
    expect(await sandbox.expectExit(1, ["up", "staging", "--yes"])).toContain(
      "shop on staging-1: Compose refuses the configuration: ",
    );
    await writeFile(compose, sound);
    preview = await sandbox.expectExit(0, ["preview", "staging", "--diff"]);
  });
  afterAll(() => sandbox.close());

  const setEnv = (key: string, value: string) =>
    sandbox.edit("staging", (file) =>
      file.setIn(["config", "slipway:apps", "shop", "env", key], value),
    );

  async function readable() {
    const { resources } = await sandbox.json<OperationResult>(["preview", "staging"]);
    return resources.find(({ type }) => type === deployment)?.readable;
  }

  it("says which lines of .env have yet to come there", async () => {
    expect(preview).toMatch(/ LOG_LEVEL *: "[A-Z]\w+" => "Trace"/);
    expect(preview).toMatch(/ DB_PASSWORD *: "secret .*" => "secret .*"/);
    expect(Object.keys((await readable()) ?? {})).toEqual(
      expect.arrayContaining(["env.LOG_LEVEL", "env.DB_PASSWORD", "services.app"]),
    );
  });

  it("says again that a database keeps its own password, and tells none", () => {
    expect(preview).toContain("a database's own user keeps its password until it is changed there");
    expect(preview).not.toContain("canary-new");
  });

  it("compares what is changed since then with what the server has", async () => {
    const undo = await setEnv("LOG_LEVEL", "Error");
    expect((await readable())?.["env.LOG_LEVEL"]?.to).toBe("Error");
    expect((await readable())?.["env.LOG_LEVEL"]?.from).not.toBe("Trace");
    await undo();
  });

  it("has nothing left to say once an up has come to its end", async () => {
    await sandbox.expectExit(0, ["up", "staging", "--yes"]);
    const { changes, resources } = await sandbox.json<OperationResult>(["preview", "staging"]);
    expect([Object.keys(changes), resources]).toEqual([["same"], []]);
    const state = join(sandbox.folder, "state/.pulumi/stacks/slipway/staging.json");
    expect(await readFile(state, "utf8")).not.toContain("canary-new");
  });
});
