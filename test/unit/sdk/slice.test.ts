import { describe, expect, it } from "vitest";
import { problems } from "../../../sdks/gitlab/generator/problems.ts";
import { slice } from "../../../sdks/gitlab/generator/slice.ts";
import type { Use } from "../../../sdks/gitlab/generator/use.ts";
import { schema, use } from "./madeUp.ts";

describe("The slice of a schema", () => {
  const cut = slice(schema, use);

  it("has what is in use, sorted, and the nested types that it is made of", () => {
    expect(Object.keys(cut.resources["harbour:index/berth:Berth"]!.properties!)).toEqual(
      ["crane", "depth", "labels", "lamps", "length", "logs", "number", "open", "pin"].concat([
        "quay",
        "ropes",
      ]),
    );
    expect(cut.provider.inputProperties).toEqual({
      address: { type: "string" },
      retries: { type: "integer" },
    });
    expect(Object.keys(cut.types)).toEqual([
      "harbour:index/BerthCrane:BerthCrane",
      "harbour:index/BerthHook:BerthHook",
      "harbour:index/BerthLog:BerthLog",
      "harbour:index/BerthRope:BerthRope",
      "harbour:index/getBerthFilter:getBerthFilter",
    ]);
  });

  it("keeps the facts of a property", () => {
    const berth = cut.resources["harbour:index/berth:Berth"]!;
    expect(berth.inputProperties).toMatchObject({
      quay: { type: "string", willReplaceOnChanges: true },
      pin: { type: "string", secret: true },
      ropes: schema.resources["harbour:index/berth:Berth"]!.inputProperties!["ropes"],
    });
    expect(berth.requiredInputs).toEqual(["quay"]);
    expect(berth.required).toEqual(["depth", "number", "quay"]);
    expect(cut.types["harbour:index/BerthRope:BerthRope"]!.language).toEqual({
      nodejs: { requiredInputs: [], requiredOutputs: ["length", "worn"] },
    });
  });

  it("leaves the provider's prose out", () => {
    expect(JSON.stringify(cut)).not.toContain("Prose");
  });

  it("is what is cut from itself", () => {
    expect(JSON.stringify(slice(cut, use))).toBe(JSON.stringify(cut));
  });
});

describe("What is in use and the schema does not bear out", () => {
  it("is nothing, where all is there", () => {
    expect(problems(schema, use)).toEqual([]);
  });

  it("is told at once, with the nearest names", () => {
    const wrong: Use = {
      ...use,
      resources: {
        ...use.resources,
        Berth: { ...use.resources["Berth"]!, properties: { quay: "", dept: "", berths: "" } },
        Bouy: { about: "x", get: "x", properties: {} },
      },
      functions: {
        getBerth: { about: "x", inputs: { quay: "" }, outputs: { numbers: "" } },
        getTides: { about: "x", inputs: {}, outputs: {} },
      },
      provider: { about: "x", properties: { adress: "" } },
      types: { Rope: { about: "x", properties: {} } },
    };
    expect(problems(schema, wrong)).toEqual([
      'use.json, provider: the schema has no property "adress". Nearest: address, spare, retries.',
      'use.json, resources: the schema has no resource "Bouy". Nearest: Buoy.',
      'use.json, resources.Berth: the schema has no property "dept". Nearest: depth.',
      'use.json, resources.Berth: the schema has no property "berths". Nearest: number.',
      'use.json, functions: the schema has no function "getTides". Nearest: getTide.',
      'use.json, functions.getBerth.outputs: the schema has no property "numbers". Nearest: number.',
      'use.json, types: the schema has no type in use "Rope".',
    ]);
  });

  it("names what is nearest by the words in it", () => {
    const { resources } = use;
    const types = { Rope: { about: "x", properties: {} } };
    expect(
      problems(schema, { ...use, types, resources: { ...resources, Bert: resources["Buoy"]! } }),
    ).toEqual([
      'use.json, resources: the schema has no resource "Bert". Nearest: Berth.',
      'use.json, types: the schema has no type in use "Rope". Nearest: BerthRope.',
    ]);
  });

  it("is a required input that is left out", () => {
    const resources = { Berth: { about: "x", get: "x", properties: { depth: "" } } };
    const functions = { getBerth: { about: "x", inputs: {}, outputs: {} } };
    const provider = { ...schema.provider, requiredInputs: ["address", "spare"] };
    expect(problems({ ...schema, provider }, { ...use, resources, functions, types: {} })).toEqual([
      'use.json, provider: "spare" is required. Add it.',
      'use.json, resources.Berth: "quay" is required. Add it.',
      'use.json, functions.getBerth.inputs: "quay" is required. Add it.',
    ]);
  });

  it("is a property of a nested type that is not there", () => {
    const types = { BerthRope: { about: "x", properties: { lenght: "" } } };
    expect(problems(schema, { ...use, types })).toEqual([
      'use.json, types.BerthRope: the schema has no property "lenght". Nearest: length.',
    ]);
  });

  it("is a type that can't be written, in a nested type too", () => {
    const resources = {
      ...use.resources,
      Buoy: { about: "x", get: "x", properties: { shape: "" } },
    };
    const swivel = { type: "array", items: { type: "object", description: "Prose" } };
    const hook = { properties: { swivel } };
    const types = { ...schema.types, "harbour:index/BerthHook:BerthHook": hook };
    expect(problems({ ...schema, types }, { ...use, resources })).toEqual([
      `use.json, resources.Buoy: "shape" is of a type that can't be written yet: {"$ref":"pulumi.json#/Any"}`,
      `use.json, types.BerthHook: "swivel" is of a type that can't be written yet: {"type":"array","items":{"type":"object"}}`,
    ]);
  });
});
