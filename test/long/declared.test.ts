import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAlike, expectRefused, sandboxUp } from "../support/review/engine.ts";

describe("what a change of the settings comes to, as it is told without an engine", () => {
  let up: Awaited<ReturnType<typeof sandboxUp>>;

  beforeAll(async () => {
    up = await sandboxUp();
  });
  afterAll(() => up.sandbox.close());

  it("is refused where the engine refuses", async () => {
    expect.hasAssertions();
    await expectRefused(up);
  });

  // Each is a preview, of two seconds where nothing else runs.
  it(
    "is what the engine's preview says, of two hundred changes",
    { timeout: 1_800_000 },
    async () => {
      expect.hasAssertions();
      await expectAlike(up, 200);
    },
  );
});
