import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { compressed } from "../../../components/environment/compressed.ts";
import { Environment } from "../../../components/environment/environment.ts";
import { recordRegistrations } from "../../support/recorder.ts";
import { environmentSettings } from "../../support/settings.ts";

/** The command of a server's first contact, as a server's shell runs it. */
let command: string;

beforeEach(async () => {
  const registrations = await recordRegistrations({
    "gitlab:index/getProject:getProject": () => ({ id: "42" }),
    "docker:index/getRegistryImage:getRegistryImage": () => ({ sha256Digest: "sha256:abc" }),
  });
  await Environment.create(environmentSettings());
  const all = await registrations();
  command = String(all.find(({ name }) => name === "prod-1-bootstrap")?.inputs.create);
});

function run(input: string) {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bootstrap-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // For those who are not root: it does what is asked.
  writeFileSync(join(folder, "sudo"), '#!/bin/sh\nshift\nexec "$@"\n', { mode: 0o755 });
  const { status, stdout } = spawnSync("sh", ["-c", command], {
    input,
    encoding: "utf8",
    env: { PATH: `${folder}:${process.env.PATH}`, TMPDIR: folder },
  });
  return { status, stdout, left: readdirSync(folder) };
}

it("runs the program that is sent on the request, where nobody else can read them", () => {
  const program = `
import os, sys
def main(files, version, request):
    folder = os.path.dirname(os.path.dirname(__file__))
    print(oct(os.stat(folder).st_mode)[-3:], folder.startswith(os.environ["TMPDIR"]))
    print(version, request, files["slipway_host/bootstrap.py"] == open(__file__).read())
    return 7
`;
  const files = { "slipway_host/__init__.py": "", "slipway_host/bootstrap.py": program };
  const sent = { version: "0123", files, request: { protocol: 1 } };
  expect(run(compressed(JSON.stringify(sent)))).toEqual({
    status: 7,
    stdout: "700 True\n0123 {'protocol': 1} True\n",
    left: ["sudo"],
  });
});

it("runs nothing of a program that arrives in part, and says so", () => {
  const whole = compressed(JSON.stringify({ files: { "x.py": "# long\n".repeat(99) } }));
  const { status, stdout, left } = run(whole.slice(0, -8));
  expect({ status, left }).toEqual({ status: 20, left: ["sudo"] });
  expect(JSON.parse(stdout)).toMatchObject({
    code: 20,
    message: expect.stringContaining("has not arrived whole. Nothing was changed") as string,
  });
});
