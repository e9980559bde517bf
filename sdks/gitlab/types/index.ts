// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
export type * as input from "./input.ts";
export type * as output from "./output.ts";
