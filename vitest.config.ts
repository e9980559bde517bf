import { defineConfig } from "vitest/config";

/**
 * Three projects, by what they need: `unit` nothing, `engine` Pulumi's CLI and the sandbox,
 * `system` a Docker daemon as well. The last two share one machine, so their files run in turn.
 */
export default defineConfig({
  test: {
    // An Output that is turned into text is a mistake that Pulumi otherwise only warns of.
    env: { PULUMI_ERROR_OUTPUT_STRING: "true" },
    projects: [
      { extends: true, test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: "system",
          include: ["test/system/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
