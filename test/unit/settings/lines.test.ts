import { expect, it } from "vitest";
import { linesOf } from "../../../settings/index.ts";

const text = `# A stack
config:
  slipway:apps:
    shop:
      pipeline:
        secrets:
          - DB_PASSWORD
          - TOKEN
      env: { A: a, B: b }
`;
const path = "Pulumi.production.yaml";
const app = ["config", "slipway:apps", "shop"];

it.each([
  [[[...app, "pipeline", "secrets", 1]], 8],
  [[[...app, "env", "B"]], 9],
  // The first that is there.
  [
    [
      [...app, "pipeline", "variables", "TOKEN"],
      [...app, "pipeline", "secrets", 1],
      [...app, "env"],
    ],
    8,
  ],
  // The nearest of the first, where none is.
  [[[...app, "pipeline", "variables", "TOKEN"], ["encryptionsalt"]], 5],
  [[["encryptionsalt"]], 2],
] as const)("finds %j on line %i", (paths, line) => {
  const [first, ...others] = paths;
  expect(linesOf({ path, text })(first, ...others)).toEqual({ file: path, line });
});

it("finds the top of a file that can't be read", () => {
  expect(linesOf({ path, text: undefined, why: "missing" })(app)).toEqual({ file: path, line: 1 });
});
