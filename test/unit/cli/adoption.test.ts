import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, expect, it } from "vitest";
import { Adoption } from "../../../cli/engine/adoption.ts";
import type { Existing } from "../../../cli/engine/existing.ts";
import { secretValue } from "../../../cli/engine/secretValues.ts";
import type { Survey } from "../../../cli/engine/survey.ts";
import { differences, type Inputs } from "../../../gitlab/kind.ts";
import { kindOf } from "../../../gitlab/kinds.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-adoption-"));
const state = join(folder, "state.json");
afterAll(() => rmSync(folder, { recursive: true }));

/** Pulumi's CLI as far as `stack export` and `stack import` go; its import may fail. */
function stackThat(imports = `cat >${state}`): Stack {
  const resources = [{ urn: "project", type: "gitlab:index/project:Project", provider: "gitlab" }];
  writeFileSync(state, JSON.stringify({ deployment: { resources } }));
  const command = join(folder, "pulumi");
  writeFileSync(
    command,
    `#!/bin/sh\nif [ "$2" = export ]; then cat ${state}; else ${imports}; fi\n`,
  );
  chmodSync(command, 0o755);
  const workspace = { pulumiCommand: { command }, workDir: folder };
  return { name: "uat", workspace } as unknown as Stack;
}

const type = "gitlab:index/projectVariable:ProjectVariable";
const urn = `urn:pulumi:uat::slipway::${type}::shop-DB_PASSWORD`;
const inputs = { project: "42", key: "DB_PASSWORD", environmentScope: "uat", protected: true };
const onGitLab = {
  ...{ key: "DB_PASSWORD", value: "hunter2", environment_scope: "uat", protected: true },
  ...{ masked: false, hidden: false, raw: false, variable_type: "env_var", description: null },
};

/** What the state is told of a variable that is on GitLab. */
async function entered(item: object, declared: Inputs, known = declared) {
  const kind = kindOf(type)!;
  const found = { ...onGitLab, ...item };
  const existing: Existing = {
    ...{
      kind,
      item: found,
      key: {},
      id: "42:DB_PASSWORD:uat",
      words: "",
      isGitLabs: false,
      untold: [],
    },
    differs: differences(kind, known, found),
  };
  const adoption = new Adoption();
  adoption.add(new Map([[urn, existing]]), [urn]);
  const survey = { find: () => Promise.resolve({ type, name: "", inputs: declared }) };
  await adoption.enter(stackThat(), survey as unknown as Survey);
  const { deployment } = JSON.parse(readFileSync(state, "utf8")) as {
    deployment: { resources: { inputs: Inputs; provider: string; id: string }[] };
  };
  return deployment.resources[1]!;
}

it("tells the state of a variable as it is declared, its secret to be encrypted", async () => {
  const entry = await entered({}, { ...inputs, value: "hunter2" });
  expect(entry).toMatchObject({ urn, type, id: "42:DB_PASSWORD:uat", provider: "gitlab" });
  expect(entry.inputs).toEqual({ ...inputs, value: secretValue("hunter2") });
});

it("tells it what GitLab has otherwise, and no secret that is another one", async () => {
  const there = { value: "swordfish", protected: false, masked: true };
  const { inputs: told } = await entered(there, { ...inputs, value: "hunter2" });
  expect(told).toEqual({ ...inputs, protected: false, masked: true });
});

it("compares what was not known when it was found", async () => {
  const { inputs: told } = await entered({}, { ...inputs, value: "swordfish" }, inputs);
  expect(told).toEqual(inputs);
});

it("says in Pulumi's words why the state can't be told", async () => {
  const stack = stackThat("echo 'error: the stack is currently locked' >&2; exit 255");
  await expect(new Adoption().enter(stack, {} as Survey)).rejects.toMatchObject({
    message: 'The state of "uat" can\'t be brought up to date: the stack is currently locked',
    exitCode: 1,
  });
});
