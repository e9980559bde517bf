import { afterAll, beforeAll, expect, it } from "vitest";
import { run } from "./support/command.ts";
import { makeTestKeys, removeFolder, writeStackFiles } from "./support/stackFiles.ts";

/** Nobody has said the passphrase. */
const env = { PULUMI_CONFIG_PASSPHRASE: undefined };
const reason = "neither PULUMI_CONFIG_PASSPHRASE nor PULUMI_CONFIG_PASSPHRASE_FILE is set";

let folder: string;

beforeAll(async () => {
  folder = writeStackFiles({ keys: await makeTestKeys() });
});
afterAll(() => removeFolder(folder));

it("starts no engine on secrets that can't be read, and says why", async () => {
  const { code, stdout, stderr } = await run(["preview", "staging"], { cwd: folder, env });
  const said = `slipway: The secrets of "staging" can't be read: ${reason}.\n`;
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: said });
});

it("has a row for each environment that can't be read, where all are asked what serves", async () => {
  const { code, stdout } = await run(["status", "--json"], { cwd: folder, env });
  expect(JSON.parse(stdout)).toMatchObject({
    rows: ["production", "staging"].map((environment) => ({ environment, health: "unknown" })),
  });
  expect(code).toBe(1);
});
