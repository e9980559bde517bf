import { defineConfig } from "vitest/config";

/**
 * What tests share that need Docker: a machine. Each file starts servers of its own on it, so those of
 * a project run in turn; test/run.ts runs projects side by side.
 */
const onOneMachine = {
  globalSetup: "test/support/globalSetup.ts",
  fileParallelism: false,
};

/** Unit tests of rooms that keep nothing between two files of tests, which share what they have loaded. */
const pure = ["gitlab", "host", "pipeline", "review", "sdk", "settings"].map(
  (room) => `test/unit/${room}/**/*.test.ts`,
);

const unit = {
  // A third of a second less for each file that loads Pulumi's SDK, as for a command.
  setupFiles: ["cli/engine/closures.ts"],
  // Seconds where nothing else runs. It is for what hangs, not for what is slow.
  testTimeout: 60_000,
  // One more than two cores: half of the time is waiting for commands that were started.
  maxWorkers: 3,
  sequence: { groupOrder: 0 },
};

/**
 * Eight projects, by what they need: `unit` and `pure` nothing, `engine` Pulumi's CLI and the sandbox, `system` a
 * Docker daemon, `loop` all of these and runners, `browser` a browser as well, `long` what `loop` needs,
 * and more time than every change has, and `clients` programs of Debian's and PyPI's, which it gets
 * itself.
 */
export default defineConfig({
  test: {
    // A limit is there to end what hangs: a busy machine must not come near it.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // An Output that is turned into text is a mistake that Pulumi otherwise only warns of.
    env: { PULUMI_ERROR_OUTPUT_STRING: "true" },
    projects: [
      {
        extends: true,
        test: {
          ...unit,
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          exclude: pure,
        },
      },
      {
        extends: true,
        test: { ...unit, name: "pure", include: pure, isolate: false },
      },
      {
        extends: true,
        test: {
          ...onOneMachine,
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...onOneMachine,
          name: "loop",
          include: ["test/loop/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 4 },
        },
      },
      {
        extends: true,
        test: {
          ...onOneMachine,
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 6 },
        },
      },
      {
        extends: true,
        test: {
          ...onOneMachine,
          name: "long",
          include: ["test/long/**/*.test.ts"],
          testTimeout: 600_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: "clients",
          include: ["test/clients/**/*.test.ts"],
          // The first of them gets the programs.
          fileParallelism: false,
          hookTimeout: 600_000,
          testTimeout: 300_000,
          sequence: { groupOrder: 5 },
        },
      },
      {
        extends: true,
        test: {
          ...onOneMachine,
          name: "system",
          include: ["test/system/**/*.test.ts"],
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
