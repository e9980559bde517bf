import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeExisting } from "../../../cli/engine/existing.ts";
import { GitLabReader } from "../../../cli/engine/gitlabReader.ts";
import { settle, sortPending } from "../../../cli/engine/pending.ts";
import { editStackState, readStackState } from "../../../cli/engine/stackState.ts";
import { secretValue } from "../../../cli/engine/secretValues.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-pending-"));
const state = join(folder, "state.json");
/** GitLab's lists, by path; a request for anything else is answered with 404. */
let lists: Record<string, object[]>;
let asked: string[];
let gitlab: Server;
let reader: GitLabReader;

beforeAll(async () => {
  gitlab = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://gitlab");
    asked.push(pathname);
    const items = lists[pathname.replace("/api/v4/", "")];
    const [page, size] = ["page", "per_page"].map((name) => Number(searchParams.get(name)));
    const [from, to] = [(page! - 1) * size!, page! * size!];
    response.writeHead(items ? 200 : 404, {
      "x-next-page": items && items.length > to ? String(page! + 1) : "",
    });
    const isList = !/projects\/\d+$/.test(pathname);
    response.end(JSON.stringify(isList ? (items ?? []).slice(from, to) : items?.[0]));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => gitlab.once("listening", resolve));
  // Pulumi's CLI as far as `stack export` and `stack import` go.
  const pulumi = `#!/bin/sh\nif [ "$2" = export ]; then cat ${state}; else cat >${state}; fi\n`;
  writeFileSync(join(folder, "pulumi"), pulumi);
  chmodSync(join(folder, "pulumi"), 0o755);
});

afterAll(() => {
  gitlab.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  asked = [];
  lists = { "projects/42": [{ path_with_namespace: "acme/shop", default_branch: "main" }] };
  const { port } = gitlab.address() as AddressInfo;
  reader = new GitLabReader({ baseUrl: `http://127.0.0.1:${port}/api/v4/`, token: "token" });
});

const urnOf = (type: string, name: string) => `urn:pulumi:uat::slipway::${type}::${name}`;

/** A step that was under way, and a stack whose state tells of it. */
function pending(type: string, name: string, inputs: object, operation = "creating") {
  return { resource: { urn: urnOf(type, name), type, custom: true, inputs }, type: operation };
}

function stackWith(operations: object[], resources: object[] = []): Stack {
  const deployment = { resources, pending_operations: operations };
  writeFileSync(state, JSON.stringify({ version: 3, deployment }));
  const workspace = { pulumiCommand: { command: join(folder, "pulumi") }, workDir: folder };
  const exportStack = () => Promise.resolve(JSON.parse(readFileSync(state, "utf8")) as object);
  return { name: "uat", workspace, exportStack } as unknown as Stack;
}

function deployment() {
  const { deployment } = JSON.parse(readFileSync(state, "utf8")) as {
    deployment: { resources: object[]; pending_operations: object[] };
  };
  return deployment;
}

const variable = "gitlab:index/projectVariable:ProjectVariable";
const inputs = {
  project: "42",
  key: "DB_PASSWORD",
  value: secretValue("hunter2"),
  environmentScope: "uat",
  protected: true,
};
const onGitLab = {
  key: "DB_PASSWORD",
  value: "hunter2",
  environment_scope: "uat",
  protected: true,
  masked: false,
  hidden: false,
  raw: false,
  variable_type: "env_var",
  description: null,
};

/** `made`, `again` or the words of what is unclear: what becomes of the one that is pending. */
async function fate(stack: Stack, adopt = false): Promise<string> {
  const sorted = await sortPending(await readStackState(stack), reader, adopt);
  const { made, changed, gone, again, differing, unclear } = sorted;
  const all = { made, changed, gone, again, differing };
  const [fate, ...others] = Object.entries(all).filter(([, { size }]) => size > 0);
  expect(others.length + unclear.length).toBe(fate ? 0 : 1);
  const [differs] = [...differing.values()].map(describeExisting);
  return differs ?? unclear[0] ?? fate![0];
}

describe("what a killed operation was making", () => {
  it("has been made when all that can be read is as it was to be", async () => {
    lists["projects/42/variables"] = [onGitLab];
    expect(await fate(stackWith([pending(variable, "shop-DB_PASSWORD", inputs)]))).toBe("made");
  });

  it("has been made when what can't be read is all that is not known", async () => {
    lists["projects/42/variables"] = [{ ...onGitLab, hidden: true, value: null }];
    const hidden = pending(variable, "shop-DB_PASSWORD", { ...inputs, hidden: true });
    expect(await fate(stackWith([hidden]))).toBe("made");
  });

  it("is found on the last page of a long list", async () => {
    const others = Array.from({ length: 250 }, (_, index) => ({ ...onGitLab, key: `V${index}` }));
    lists["projects/42/variables"] = [...others, onGitLab];
    expect(await fate(stackWith([pending(variable, "shop-DB_PASSWORD", inputs)]))).toBe("made");
  });

  it("is made again when it is not there, or in another scope only", async () => {
    const stack = stackWith([pending(variable, "shop-DB_PASSWORD", inputs)]);
    expect(await fate(stack)).toBe("again");
    lists["projects/42/variables"] = [{ ...onGitLab, environment_scope: "*" }];
    expect(await fate(stack)).toBe("again");
  });

  it("is unclear when something else is there, and its secret is not told", async () => {
    lists["projects/42/variables"] = [{ ...onGitLab, value: "swordfish", protected: false }];
    const stack = stackWith([pending(variable, "shop-DB_PASSWORD", inputs)]);
    expect(await fate(stack)).toBe(
      "variable DB_PASSWORD of acme/shop in uat: differs in protected (GitLab has false), value",
    );
    expect(await fate(stack, true)).toBe("again");
  });

  it("is unclear when it is of a kind that Slipway does not know", async () => {
    const stack = stackWith([pending("gitlab:index/groupHook:GroupHook", "hook", {})]);
    expect(await fate(stack)).toContain(
      "gitlab:index/groupHook:GroupHook hook: Slipway can't look up",
    );
    expect(await fate(stackWith([pending(variable, "shop-DB_PASSWORD", {})]))).toContain(
      "can't look up",
    );
  });

  it("is made again where that does no harm: a server's command", async () => {
    expect(await fate(stackWith([pending("command:remote:Command", "uat-1", {})]))).toBe("again");
    expect(asked).toEqual([]);
  });

  it("is made again where GitLab has made one by itself", async () => {
    const type = "gitlab:index/branchProtection:BranchProtection";
    const rule = { name: "main", push_access_levels: [{ access_level: 40 }] };
    lists["projects/42/protected_branches"] = [rule];
    const protection = { project: "42", branch: "main", pushAccessLevel: "no one" };
    expect(await fate(stackWith([pending(type, "shop-main", protection)]))).toBe("again");
  });

  it("is forgotten once a later operation has made it", async () => {
    lists["projects/42/variables"] = [{ ...onGitLab, value: "newer" }];
    const operation = pending(variable, "shop-DB_PASSWORD", inputs);
    expect(await fate(stackWith([operation], [{ urn: operation.resource.urn }]))).toBe("again");
  });

  it("is said to be not compared in what GitLab keeps to itself", async () => {
    lists["projects/42/variables"] = [{ ...onGitLab, hidden: true, value: null, protected: false }];
    const hidden = pending(variable, "shop-DB_PASSWORD", { ...inputs, hidden: true });
    expect(await fate(stackWith([hidden]))).toBe(
      "variable DB_PASSWORD of acme/shop in uat: differs in protected (GitLab has false) " +
        "(value not compared: GitLab does not tell)",
    );
  });

  it("asks for a project's variables once", async () => {
    lists["projects/42/variables"] = [onGitLab];
    const keys = Array.from({ length: 20 }, (_, index) => `KEY_${index}`);
    const operations = keys.map((key) => pending(variable, key, { ...inputs, key }));
    expect(
      (await sortPending(await readStackState(stackWith(operations)), reader)).again.size,
    ).toBe(20);
    expect(asked).toEqual(["/api/v4/projects/42/variables"]);
  });
});

describe("what a killed operation was changing or deleting", () => {
  const name = "shop-DB_PASSWORD";
  const before = {
    urn: urnOf(variable, name),
    type: variable,
    inputs: { ...inputs, protected: false },
  };

  it.each([
    ["is done when GitLab has it so", "updating", onGitLab, "changed"],
    ["is done again when not", "updating", { ...onGitLab, protected: false }, "again"],
    ["is done again where it is not there", "updating", undefined, "again"],
    ["is gone when it is not there", "deleting", undefined, "gone"],
    ["is deleted again where it is", "deleting", onGitLab, "again"],
  ])("%s (%s)", async (_, type, item, expected) => {
    lists["projects/42/variables"] = item ? [item] : [];
    expect(await fate(stackWith([pending(variable, name, inputs, type)], [before]))).toBe(expected);
  });

  it("is done again where GitLab does not tell what changes, and not for what stays", async () => {
    lists["projects/42/variables"] = [{ ...onGitLab, hidden: true, value: null }];
    const change = pending(variable, name, { ...inputs, hidden: true }, "updating");
    expect(await fate(stackWith([change], [before]))).toBe("changed");
    const other = { ...before, inputs: { ...before.inputs, value: secretValue("older") } };
    expect(await fate(stackWith([change], [other]))).toBe("again");
  });

  it("is left to the engine while it replaces it: both of them have that key", async () => {
    lists["projects/42/variables"] = [];
    const deletion = pending(variable, name, inputs, "deleting");
    expect(await fate(stackWith([deletion], [before, { ...before }]))).toBe("again");
  });
});

it("says that GitLab can't be asked, and of what, where it refuses", async () => {
  const refusing = createServer((_, response) => response.writeHead(403).end()).listen(0);
  const { port } = refusing.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/api/v4/`;
  const stack = stackWith([pending(variable, "shop-DB_PASSWORD", inputs)]);
  const sorting = sortPending(await readStackState(stack), new GitLabReader({ baseUrl }));
  await expect(sorting).rejects.toThrow(`${baseUrl}projects/42/variables: it answered with 403.`);
  refusing.close();
});

describe("the state afterwards", () => {
  const urn = urnOf(variable, "shop-DB_PASSWORD");
  const encrypted = { ciphertext: "v1:abc" };

  /** As the state has it: what was to be made, its secret encrypted. */
  async function settled(item: object) {
    lists["projects/42/variables"] = [item];
    const clear = stackWith([pending(variable, "shop-DB_PASSWORD", { ...inputs, hidden: true })]);
    const sorted = await sortPending(await readStackState(clear), reader);
    const other = pending(variable, "later", inputs, "updating");
    const held = pending(variable, "shop-DB_PASSWORD", { ...inputs, value: encrypted });
    const stack = stackWith([held, other, pending(variable, "unknown", inputs)]);
    await editStackState(stack, (deployment) => settle(deployment, sorted));
    return deployment();
  }

  it("has what was made, with its secret as it was, and what is not settled stays", async () => {
    const { resources, pending_operations: left } = await settled({ ...onGitLab, hidden: true });
    expect(resources).toMatchObject([
      { urn, id: "42:DB_PASSWORD:uat", inputs: { value: encrypted }, outputs: { raw: false } },
    ]);
    expect(left).toHaveLength(2);
  });

  it("has what was changed as it was to be, and lacks what was deleted", async () => {
    const gone = urnOf(variable, "gone");
    const held = (name: string, more: object) => ({
      urn: urnOf(variable, name),
      type: variable,
      ...more,
    });
    const update = pending(variable, "shop-DB_PASSWORD", inputs, "updating");
    const deletion = pending(variable, "gone", { ...inputs, key: "GONE" }, "deleting");
    const states = [
      held("shop-DB_PASSWORD", { inputs: {}, outputs: { computed: 1, protected: false } }),
      held("gone", {}),
      held("other", {}),
    ];
    lists["projects/42/variables"] = [onGitLab];
    const sorted = await sortPending(
      await readStackState(stackWith([update, deletion], states)),
      reader,
    );
    const sealed = pending(
      variable,
      "shop-DB_PASSWORD",
      { ...inputs, value: encrypted },
      "updating",
    );
    await editStackState(stackWith([sealed, deletion], states), (deployment) =>
      settle(deployment, sorted),
    );
    const after = { ...inputs, value: encrypted };
    const { resources, pending_operations: left } = deployment();
    expect(resources).toEqual([
      held("shop-DB_PASSWORD", { inputs: after, outputs: { ...after, computed: 1 } }),
      held("other", {}),
    ]);
    expect(JSON.stringify([resources, left])).not.toContain(gone);
  });

  it("leaves out what GitLab does not tell, so that the next up sends it", async () => {
    const { resources } = await settled({ ...onGitLab, hidden: true, value: null });
    expect(resources).toMatchObject([{ urn, inputs: { key: "DB_PASSWORD" } }]);
    expect(JSON.stringify(resources)).not.toContain("ciphertext");
  });
});
