import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import {
  files,
  folder,
  leftOver,
  readJson,
  readUse,
  Refusal,
} from "../../../sdks/gitlab/generator/files.ts";
import { mark } from "../../../sdks/gitlab/generator/generate.ts";
import { problems } from "../../../sdks/gitlab/generator/problems.ts";
import { providerSchema } from "./reference.ts";

const manifest = readJson(join(folder, "package.json")) as { version: string; pulumi: object };
const written = await files(providerSchema(), readUse(), manifest);

it("holds nothing in use that the slice of the schema does not bear out", () => {
  expect(problems(providerSchema(), readUse())).toEqual([]);
});

it.each(Object.keys(written))("%s is what `npm run sdk` writes", (path) => {
  expect(readFileSync(join(folder, path), "utf8")).toBe(written[path]);
});

it("keeps no generated file that is no longer in use", () => {
  expect(leftOver(written)).toEqual([]);
});

it("knows a generated file that is left over from one written by hand", () => {
  const root = mkdtempSync(join(tmpdir(), "slipway-sdk-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "types"));
  writeFileSync(join(root, "branch.ts"), `${mark}\nexport {};\n`);
  writeFileSync(join(root, "types/old.ts"), `${mark}\nexport {};\n`);
  writeFileSync(join(root, "utilities.ts"), "export {};\n");
  expect(leftOver({ "branch.ts": "" }, root)).toEqual(["types/old.ts"]);
});

it("tells everything that is wrong with the shape of what is in use", () => {
  const root = mkdtempSync(join(tmpdir(), "slipway-sdk-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const path = join(root, "use.json");
  const { resources, ...others } = readUse();
  const Branch = { about: "A branch.", properties: { name: 1 }, words: "" };
  writeFileSync(path, JSON.stringify({ ...others, resources: { ...resources, Branch } }));
  expect(() => readUse(path)).toThrow(Refusal);
  for (const place of ["resources.Branch.get", "resources.Branch.properties.name", '"words"']) {
    expect(() => readUse(path)).toThrow(place);
  }
});

it("gives the engine the version of the schema", async () => {
  const next = { ...providerSchema(), version: "10.2.0" };
  const { "package.json": text, "schema.json": slice } = await files(next, readUse(), manifest);
  const pulumi = { resource: true, name: "gitlab", version: "10.2.0" };
  expect(JSON.parse(text!)).toEqual({ ...manifest, version: "10.2.0", pulumi });
  expect(JSON.parse(slice!)).toMatchObject({ version: "10.2.0" });
});
