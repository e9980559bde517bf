import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterEach, describe, expect, it } from "vitest";
import { editStackState } from "../../../cli/engine/stackState.ts";
import { exitCode } from "../../../host/protocol.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** A stack whose engine exports an empty state, and says this when one is imported. */
function stackWhoseImportSays(words: string): Stack {
  return stackOf(`
if [ "$2" = export ]; then echo '{"version":3}'; exit 0; fi
cat >/dev/null
printf '%s\\n' "error: ${words}" >&2
exit 255
`);
}

function stackOf(script: string): Stack {
  const folder = mkdtempSync(join(tmpdir(), "slipway-state-"));
  folders.push(folder);
  const command = join(folder, "pulumi");
  writeFileSync(command, `#!/bin/sh${script}`);
  chmodSync(command, 0o755);
  const workspace = { pulumiCommand: { command }, workDir: folder, envVars: {} };
  return { name: "uat", workspace } as unknown as Stack;
}

describe("a change of a stack's state", () => {
  it.each([
    // pulumi 3.230, pkg/backend/diy/lock.go and pkg/backend/httpstate
    "could not import deployment: the stack is currently locked by 1 lock(s). Either wait for it.",
    "could not import deployment: [409] Conflict: Another update is currently in progress.",
  ])("that another operation's lock keeps out is busy, and no failure: %s", async (words) => {
    await expect(editStackState(stackWhoseImportSays(words), () => {})).rejects.toMatchObject({
      message: 'Another operation on "uat" holds its lock. Wait for it to end.',
      exitCode: exitCode.busy,
    });
  });

  it("that fails otherwise says why in the engine's words", async () => {
    const stack = stackWhoseImportSays("could not import deployment: no space left on device");
    await expect(editStackState(stack, () => {})).rejects.toMatchObject({
      message:
        'The state of "uat" can\'t be brought up to date: ' +
        "could not import deployment: no space left on device",
      exitCode: 1,
    });
  });

  it("is read and written again, where another operation was writing it just then", async () => {
    // pulumi 3.230 over file://, while <state>.attrs is empty, and while half of it is there
    const stack = stackOf(`
cd "$(dirname "$0")"
echo "$2" >>asked
case $(grep -c "$2" asked) in
1) echo "error: failed to load checkpoint: EOF" >&2; exit 255 ;;
2) echo 'error: failed to load checkpoint: blob (code=Unknown): unexpected EOF' >&2; exit 255 ;;
esac
if [ "$2" = export ]; then echo '{"version":3}'; else cat >imported; fi
`);
    await editStackState(stack, ({ resources }) => void resources.push({ urn: "u", type: "t" }));
    const folder = stack.workspace.workDir;
    const deployment = { resources: [{ urn: "u", type: "t" }], pending_operations: [] };
    expect(JSON.parse(readFileSync(join(folder, "imported"), "utf8"))).toEqual({
      version: 3,
      deployment,
    });
    expect(readFileSync(join(folder, "asked"), "utf8").trim().split("\n")).toHaveLength(6);
  });

  it.each([
    ["is not asked for for ever", "failed to load checkpoint: EOF", 3],
    ["is not asked for again where a provider has ended", "error reading from server: EOF", 1],
  ])("that can't be read %s", async (_, words, times) => {
    const stack = stackOf(`
echo asked >>"$(dirname "$0")/asked"
echo "error: ${words}" >&2
exit 255
`);
    await expect(editStackState(stack, () => {})).rejects.toThrow(words);
    const asked = readFileSync(join(stack.workspace.workDir, "asked"), "utf8");
    expect(asked.trim().split("\n")).toHaveLength(times);
  });
});
