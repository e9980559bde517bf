import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { pythonProtocol } from "../../../host/pythonProtocol.ts";

it("slipway-host's copy of the protocol is up to date (npm run host)", () => {
  const copy = new URL("../../../host/slipway_host/generated.py", import.meta.url);
  expect(readFileSync(copy, "utf8")).toBe(pythonProtocol());
});
