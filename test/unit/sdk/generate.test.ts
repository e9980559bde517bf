import { describe, expect, it } from "vitest";
import { comment } from "../../../sdks/gitlab/generator/comment.ts";
import { generate, mark } from "../../../sdks/gitlab/generator/generate.ts";
import { slice } from "../../../sdks/gitlab/generator/slice.ts";
import { schema, use } from "./madeUp.ts";
import { declarationsIn } from "./source.ts";

const files = generate(slice(schema, use), use);

/** What a generated file declares, and its code with every run of blanks as one. */
function declared(path: string) {
  return declarationsIn(files[path] ?? "");
}
function code(path: string): string {
  return (files[path] ?? "").replaceAll(/\s+/g, " ");
}

const optional = (type: string) => ({ type, optional: true });
const required = (type: string) => ({ type, optional: false });

describe("A generated resource", () => {
  it("takes each kind of input as its type", () => {
    expect(declared("berth.ts")["BerthArgs"]).toEqual({
      crane: optional("inputs.BerthCrane"),
      depth: optional("number"),
      labels: optional("Record<string, string>"),
      lamps: optional("string[]"),
      length: optional("number"),
      open: optional("boolean"),
      pin: optional("string"),
      quay: required("string"),
      ropes: optional("inputs.BerthRope[]"),
    });
    expect(code("berth.ts")).toContain("ropes?: pulumi.Input<pulumi.Input<inputs.BerthRope>[]>;");
    expect(code("berth.ts")).toContain(
      "labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;",
    );
  });

  it("gives its inputs and outputs, those always there that the schema says", () => {
    const { Berth } = declared("berth.ts");
    expect(Berth).toMatchObject({
      crane: optional("outputs.BerthCrane"),
      depth: required("number"),
      logs: optional("outputs.BerthLog[]"),
      number: required("number"),
    });
    expect(Object.keys(Berth!).slice(-2)).toEqual(["logs", "number"]);
  });

  it("is looked up with its outputs too", () => {
    expect(declared("berth.ts")["BerthState"]).toEqual({
      logs: optional("inputs.BerthLog[]"),
      number: optional("number"),
    });
    expect(code("buoy.ts")).toContain("export type BuoyState = Partial<BuoyArgs>;");
  });

  it("registers what the schema requires and marks as secret", () => {
    const shape = /const shape = (.*);/.exec(files["berth.ts"] ?? "")?.[1] ?? "";
    expect(JSON.parse(shape)).toEqual({
      inputs: ["crane", "depth", "labels", "lamps", "length", "open", "pin", "quay", "ropes"],
      outputs: ["logs", "number"],
      required: ["quay"],
      secrets: ["pin"],
    });
    expect(files["buoy.ts"]).toContain('const shape = {"inputs":["colour"],"outputs":[]};');
    expect(code("berth.ts")).toContain('__pulumiType = "harbour:index/berth:Berth";');
  });

  it("asks for its Args where an input is required", () => {
    expect(code("berth.ts")).toContain("args: BerthArgs, opts?");
    expect(code("buoy.ts")).toContain("args?: BuoyArgs, opts?");
  });

  it("says our words, and what the schema says besides", () => {
    const berth = files["berth.ts"] ?? "";
    expect(berth).toContain("/** A place for a ship. */\nexport class Berth");
    expect(berth).toContain("  /** A berth, by its number. */\n  static get(");
    expect(berth).toContain("  /** Where it is. A change replaces it. */\n  quay: ");
    expect(berth).toContain("  /** Opens the gate. Secret. */\n  pin?: ");
    expect(berth).toContain("  /**\n   * In metres.\n   * @default 4\n   */\n  depth?: ");
    expect(berth).toContain("  /** Given by the harbour. */\n  declare readonly number: ");
    expect(Object.values(files).join()).not.toContain("Prose");
  });

  it("imports nested types only where it has some", () => {
    expect(code("berth.ts")).toContain('import type * as outputs from "./types/output.ts";');
    expect(files["buoy.ts"]).not.toContain("./types/");
  });
});

describe("Generated nested types", () => {
  it("are those that are reached, as a program gives them", () => {
    expect(declared("types/input.ts")).toEqual({
      BerthCrane: { hook: optional("BerthHook"), lift: required("string") },
      BerthHook: { size: optional("number") },
      BerthLog: { line: required("string") },
      BerthRope: { length: optional("number"), worn: optional("boolean") },
      GetBerthFilter: { key: required("string") },
    });
    expect(code("types/input.ts")).toContain("/** In metres. */ length?: pulumi.Input<number>;");
  });

  it("are those that are reached, as a program reads them", () => {
    expect(declared("types/output.ts")).toEqual({
      BerthCrane: { hook: optional("BerthHook"), lift: required("string") },
      BerthHook: { size: optional("number") },
      BerthLog: { line: required("string") },
      BerthRope: { length: required("number"), worn: required("boolean") },
    });
    expect(code("types/output.ts")).toContain("/** A rope. */ export interface BerthRope {");
  });

  it("may be none", () => {
    const without = {
      ...use,
      resources: { Buoy: use.resources["Buoy"]! },
      functions: {},
      types: {},
    };
    const none = generate(slice(schema, without), without);
    expect(none["types/input.ts"]).toBe(`${mark}\nexport {};`);
    expect(none["types/output.ts"]).toBe(`${mark}\nexport {};`);
  });
});

describe("A generated function", () => {
  it("takes plain arguments, and Inputs in its Output form", () => {
    const { GetBerthArgs, GetBerthOutputArgs, GetBerthResult } = declared("getBerth.ts");
    expect(GetBerthArgs?.["quay"]).toEqual(required("string"));
    expect(GetBerthOutputArgs?.["filters"]).toEqual(optional("inputs.GetBerthFilter[]"));
    expect(GetBerthResult).toEqual({ note: optional("string"), number: required("number") });
    const text = code("getBerth.ts");
    expect(text).toContain(
      "filters?: pulumi.Unwrap<pulumi.Input<pulumi.Input<inputs.GetBerthFilter>[]>>;",
    );
    expect(text).toContain("getBerth(args: GetBerthArgs, opts?");
    expect(text).toContain("{ filters: args.filters, quay: args.quay }");
    expect(text).toContain('const token = "harbour:index/getBerth:getBerth";');
  });

  it("takes none where the schema has none", () => {
    expect(code("getTide.ts")).toContain("export function getTide(opts?: pulumi.InvokeOptions)");
    expect(Object.keys(declared("getTide.ts"))).toEqual(["GetTideResult"]);
  });
});

describe("The generated provider", () => {
  it("sends as JSON what is not text", () => {
    expect(files["provider.ts"]).toContain('const json: string[] = ["retries"];');
    expect(declared("provider.ts")).toEqual({
      Provider: { address: optional("string") },
      ProviderArgs: { address: optional("string"), retries: optional("number") },
    });
    expect(files["provider.ts"]).toContain('__pulumiType = "harbour";');
  });
});

describe("The generated index", () => {
  it("has everything by its name", () => {
    expect(files["index.ts"]?.match(/export .*/g)).toEqual([
      'export { Berth, type BerthArgs, type BerthState } from "./berth.ts";',
      'export { Buoy, type BuoyArgs, type BuoyState } from "./buoy.ts";',
      'export { getBerth, getBerthOutput, type GetBerthArgs, type GetBerthOutputArgs, type GetBerthResult } from "./getBerth.ts";',
      'export { getTide, getTideOutput, type GetTideResult } from "./getTide.ts";',
      'export { Provider, type ProviderArgs } from "./provider.ts";',
      'export * as types from "./types/index.ts";',
    ]);
  });
});

it("marks each file as generated", () => {
  expect(Object.values(files).filter((text) => !text.startsWith(`${mark}\n`))).toEqual([]);
});

describe("A comment", () => {
  const long = "word ".repeat(30).trim();

  it("stands on one line where it fits, and is filled where it does not", () => {
    expect(comment("A word.", 2)).toBe("  /** A word. */\n");
    const lines = comment(long, 2).trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines.every((line) => line.length <= 100)).toBe(true);
    expect(lines[1]?.length).toBeGreaterThan(95);
  });

  it("keeps paragraphs, and never ends before its end", () => {
    expect(comment("One.\n\nTwo `*/`.")).toBe("/**\n * One.\n *\n * Two `*\\/`.\n */\n");
  });

  it("is left out without words", () => {
    expect(comment("")).toBe("");
  });
});
