import type { Schema } from "../../../sdks/gitlab/generator/schema.ts";
import type { Use } from "../../../sdks/gitlab/generator/use.ts";

const text = { type: "string", description: "Prose of the provider." };

/** A small provider with every kind of property. */
export const schema: Schema = {
  name: "harbour",
  version: "1.2.3",
  provider: {
    inputProperties: { address: text, retries: { type: "integer" }, spare: text },
    properties: { address: text, retries: { type: "integer" }, spare: text },
  },
  resources: {
    "harbour:index/berth:Berth": {
      inputProperties: {
        quay: { ...text, willReplaceOnChanges: true },
        depth: { type: "number" },
        length: { type: "integer" },
        open: { type: "boolean" },
        pin: { ...text, secret: true },
        lamps: { type: "array", items: { type: "string" } },
        labels: { type: "object", additionalProperties: { type: "string" } },
        crane: { $ref: "#/types/harbour:index/BerthCrane:BerthCrane" },
        ropes: {
          type: "array",
          items: { $ref: "#/types/harbour:index/BerthRope:BerthRope" },
        },
        spare: text,
      },
      requiredInputs: ["quay"],
      properties: {
        quay: { ...text, willReplaceOnChanges: true },
        depth: { type: "number" },
        length: { type: "integer" },
        open: { type: "boolean" },
        pin: { ...text, secret: true },
        lamps: { type: "array", items: { type: "string" } },
        labels: { type: "object", additionalProperties: { type: "string" } },
        crane: { $ref: "#/types/harbour:index/BerthCrane:BerthCrane" },
        ropes: {
          type: "array",
          items: { $ref: "#/types/harbour:index/BerthRope:BerthRope" },
        },
        spare: text,
        number: { type: "integer" },
        logs: { type: "array", items: { $ref: "#/types/harbour:index/BerthLog:BerthLog" } },
      },
      required: ["quay", "depth", "number", "spare"],
    },
    "harbour:index/buoy:Buoy": {
      inputProperties: { colour: text, shape: { $ref: "pulumi.json#/Any" } },
      properties: { colour: text, shape: { $ref: "pulumi.json#/Any" } },
    },
  },
  functions: {
    "harbour:index/getBerth:getBerth": {
      inputs: {
        properties: {
          quay: text,
          filters: {
            type: "array",
            items: { $ref: "#/types/harbour:index/getBerthFilter:getBerthFilter" },
          },
        },
        required: ["quay"],
      },
      outputs: { properties: { number: { type: "integer" }, note: text }, required: ["number"] },
    },
    "harbour:index/getTide:getTide": { outputs: { properties: { height: { type: "number" } } } },
  },
  types: {
    "harbour:index/BerthCrane:BerthCrane": {
      type: "object",
      properties: { lift: text, hook: { $ref: "#/types/harbour:index/BerthHook:BerthHook" } },
      required: ["lift"],
    },
    "harbour:index/BerthHook:BerthHook": { properties: { size: { type: "integer" } } },
    "harbour:index/BerthRope:BerthRope": {
      properties: { length: { type: "integer" }, worn: { type: "boolean" } },
      required: ["length"],
      language: { nodejs: { requiredInputs: [], requiredOutputs: ["length", "worn"] } },
    },
    "harbour:index/BerthLog:BerthLog": { properties: { line: text }, required: ["line"] },
    "harbour:index/getBerthFilter:getBerthFilter": { properties: { key: text }, required: ["key"] },
    "harbour:index/BuoyChain:BuoyChain": { properties: { length: { type: "integer" } } },
  },
};

/** All of it that can be written, but for what is spare. */
export const use: Use = {
  resources: {
    Berth: {
      about: "A place for a ship.",
      get: "A berth, by its number.",
      properties: {
        quay: "Where it is.",
        depth: "In metres. @default 4",
        length: "",
        open: "",
        pin: "Opens the gate.",
        lamps: "",
        labels: "",
        crane: "",
        ropes: "",
        number: "Given by the harbour.",
        logs: "",
      },
    },
    Buoy: { about: "What floats.", get: "A buoy.", properties: { colour: "" } },
  },
  functions: {
    getBerth: {
      about: "A berth.",
      inputs: { quay: "Where it is.", filters: "" },
      outputs: { number: "Its number.", note: "" },
    },
    getTide: { about: "The tide.", inputs: {}, outputs: { height: "" } },
  },
  provider: { about: "A harbour.", properties: { address: "Where.", retries: "" } },
  types: { BerthRope: { about: "A rope.", properties: { length: "In metres." } } },
};
