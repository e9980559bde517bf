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

it("runs the script that is sent on the request, where nobody else can read them", () => {
  const script = [
    'echo "$1 $(stat -c %a "$2" "$(dirname "$2")/request" | tr "\\n" " ")"',
    'cmp -s "$0" "$2" && cat',
  ];
  const request = '{"protocol":1}\n';
  expect(run(compressed([...script, "# --- request ---", request].join("\n")))).toEqual({
    status: 0,
    stdout: `bootstrap 600 600 \n${request}`,
    left: ["sudo"],
  });
});

it("runs nothing of a script that arrives in part", () => {
  const whole = compressed(`echo begun\n${"# a long script\n".repeat(99)}# --- request ---\n{}\n`);
  const { status, stdout, left } = run(whole.slice(0, -8));
  expect({ stdout, left }).toEqual({ stdout: "", left: ["sudo"] });
  expect(status).not.toBe(0);
});
