import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removeTornAttributes } from "../../../cli/engine/stateFolder.ts";

describe("a folder of states", () => {
  let folder: string;
  let stacks: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-states-"));
    stacks = join(folder, ".pulumi/stacks/slipway");
    mkdirSync(stacks, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function file(name: string, text: string): string {
    const path = join(stacks, name);
    writeFileSync(path, text);
    return path;
  }

  it("loses what was cut short beside a state, and nothing else", async () => {
    const empty = file("uat.json.attrs", "");
    const half = file("production.json.attrs", '{"user.cache_control":"","user.cont');
    const kept = [
      file("uat.json", ""),
      file("staging.json", "{}"),
      file("staging.json.attrs", '{"md5":"1B2M2Y8AsgTpgAmY7PhCfg=="}\n'),
      file("staging.json.bak", "{"),
    ];
    const torn = await removeTornAttributes(`file://${folder}`, "/");
    expect(torn.toSorted()).toEqual([half, empty]);
    expect([empty, half].filter(existsSync)).toEqual([]);
    expect(kept.filter(existsSync)).toEqual(kept);
  });

  it.each([
    ["with a query", () => `file://${folder}?no_tmp_dir=true`],
    ["seen from where Pulumi runs", () => `file://./${basename(folder)}`],
    ["seen from the home folder", () => `file://~/${relative(homedir(), folder)}`],
  ])("is found %s", async (_, address) => {
    const empty = file("uat.json.attrs", "");
    expect(await removeTornAttributes(address(), dirname(folder))).toEqual([empty]);
  });

  it("is no bucket, no service and no folder that isn't there", async () => {
    file("uat.json.attrs", "");
    for (const address of ["s3://states", "https://api.pulumi.com", "", `file://${folder}/none`]) {
      expect(await removeTornAttributes(address, folder)).toEqual([]);
    }
  });
});
