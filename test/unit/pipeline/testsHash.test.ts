import { expect, it } from "vitest";
import { testsHash } from "../../../pipeline/testsHash.ts";
import { cases } from "./cases.ts";

const { app } = cases["tests"]!();
const [first, ...others] = app.tests;
const integration = app.tests.find(({ name }) => name === "integration")!;
const hash = testsHash(app);

it.each<[string, Partial<typeof app>]>([
  ["a command", { tests: [{ ...first!, script: "npm run test:unit" }, ...others] }],
  ["a test's name", { tests: [{ ...first!, name: "units" }, ...others] }],
  ["a test less", { tests: others }],
  ["an image", { testing: { ...app.testing, image: "node:26" } }],
  ["what is installed", { testing: { ...app.testing, install: "npm ci" } }],
  [
    "a service's image",
    {
      tests: [
        ...app.tests.filter((test) => test !== integration),
        { ...integration, services: [{ alias: "postgres", image: "postgres:18", variables: {} }] },
      ],
    },
  ],
  ["a variable", { tests: [{ ...first!, variables: { TZ: "UTC" } }, ...others] }],
])("is another one with %s", (_, change) => {
  expect(testsHash({ ...app, ...change })).not.toBe(hash);
});

it("is the same with other reports and time limits", () => {
  const tests = app.tests.map((test) => ({ ...test, timeout: "2h", junit: "other.xml" }));
  expect(testsHash({ ...app, tests })).toBe(hash);
});
