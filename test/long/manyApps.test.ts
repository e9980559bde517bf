import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { OperationResult } from "../../cli/engine/recorder.ts";
import { testSandbox, type TestSandbox } from "../support/sandbox.ts";

const names = Array.from({ length: 25 }, (_, index) => `app-${index + 1}`);

/** Its app never runs: what is laid down waits for an image. */
const compose = "services:\n  app:\n    image: ${IMAGE}\n";

describe("25 apps on one server whose sshd takes what it takes unless told otherwise", () => {
  let sandbox: TestSandbox;

  beforeAll(async () => {
    sandbox = await testSandbox();
    await writeFile(join(sandbox.work, "compose", "plain.yaml"), compose);
    for (const name of names) {
      await addApp("platform", name, { project: `acme/${name}`, defaultBranch: "develop" });
      await addApp("staging", name, { servers: ["staging-1"], compose: "compose/plain.yaml" });
    }
    await sandbox.expectExit(0, ["keys", "staging"]);
    await sandbox.expectExit(0, ["up", "platform", "--yes"]);
    await slowDownLogins();
  });
  afterAll(() => sandbox.close());

  const log = () => readFile(join(sandbox.folder, "log", "sshd.log"), "utf8");

  /** Each takes two seconds more, as on a server that is far away or busy, so that they overlap. */
  async function slowDownLogins() {
    const path = join(sandbox.folder, "server", "sshd_config");
    const settings = (await readFile(path, "utf8")).replace(
      /^AuthorizedKeysFile (.*)$/m,
      'AuthorizedKeysFile none\nAuthorizedKeysCommand /bin/sh -c "sleep 1; cat $1"\nAuthorizedKeysCommandUser root',
    );
    await writeFile(path, settings);
    const run = await readFile(join(sandbox.folder, "run", "sshd.json"), "utf8");
    process.kill((JSON.parse(run) as { pid: number }).pid, "SIGHUP");
    await vi.waitFor(async () => expect((await log()).match(/Server listening/g)).toHaveLength(2));
  }

  const addApp = (stack: string, name: string, settings: object) =>
    sandbox.edit(stack, (file) =>
      file.setIn(["config", "slipway:apps", name], file.createNode(settings)),
    );

  it("are all laid down in one up that does 32 steps at a time, and none is turned away", async () => {
    const { stdout } = await sandbox.slipway(["up", "staging", "--yes", "--json"], {
      variables: { PULUMI_PARALLEL: "32" },
    });
    const { result, messages } = JSON.parse(stdout) as OperationResult;
    expect([result, messages]).toEqual(["succeeded", []]);
    const laidDown = await readdir(join(sandbox.server.folder, "staging"));
    expect(laidDown).toEqual(expect.arrayContaining(names));
    // sshd says when it begins to turn connections away (MaxStartups 10:30:100).
    expect(await log()).not.toContain("MaxStartups");
  });
});
