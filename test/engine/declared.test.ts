import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAlike, sandboxUp } from "../support/review/engine.ts";

// Five of them, since each takes two seconds. Two hundred: test/long/declared.test.ts
describe("what a change of the settings comes to, as it is told without an engine", () => {
  let up: Awaited<ReturnType<typeof sandboxUp>>;

  beforeAll(async () => {
    up = await sandboxUp();
  });
  afterAll(() => up.sandbox.close());

  it("is what the engine's preview says", async () => {
    expect.hasAssertions();
    await expectAlike(up, 5);
  });
});
