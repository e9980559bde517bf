import type { Mistakes } from "../mutation.ts";

export const cli: Mistakes = {
  "cli/engine/locks.ts": [
    {
      title: "another machine's lock is taken away",
      find: "host === hostname() && ",
      replace: "",
      test: "test/unit/cli/locks.test.ts",
    },
    {
      title: "a living lock is taken away beside a dead one",
      find: "!locks.every(isAbandoned)",
      replace: "!locks.some(isAbandoned)",
      test: "test/unit/cli/locks.test.ts",
    },
    {
      title: "another user's lock is taken away",
      find: '=== "EPERM"',
      replace: '=== "ESRCH"',
      test: "test/unit/cli/locks.test.ts",
    },
  ],
  "cli/engine/guards.ts": [
    {
      title: "what is protected is destroyed in part",
      find: "if (names.length === 0) return;",
      replace: "return;",
      test: "test/unit/cli/destroy.test.ts",
    },
  ],
  "cli/engine/tearDown.ts": [
    {
      title: "a destroy leaves what a killed up has made",
      find: "await recover(stack);",
      replace: '{ result: "succeeded" as const, error: "" };',
      test: "test/unit/cli/destroy.test.ts",
    },
  ],
  "cli/engine/run.ts": [
    {
      title: "a look at what destroy would do destroys",
      find: "preview ? stack.previewDestroy(display) : stack.destroy(display)",
      replace: "stack.destroy(display)",
      test: "test/unit/cli/asking.test.ts",
    },
    {
      title: "an operation is begun again for ever",
      find: "isCutShort(error)) && !again",
      replace: "isCutShort(error))",
      test: "test/unit/cli/asking.test.ts",
    },
    {
      title: "a state that another operation writes is a failure",
      find: " || isCutShort(error)",
      replace: "",
      test: "test/unit/cli/operation.test.ts",
    },
  ],
  "cli/stackFiles/changeFiles.ts": [
    {
      title: "a crash leaves an empty stack file",
      find: "fsyncSync(descriptor);",
      replace: "",
      test: "test/unit/cli/changeFiles.test.ts",
    },
    {
      title: "a change that fails stays half done",
      find: "else writeFileSync(path, before);",
      replace: "",
      test: "test/unit/cli/changeFiles.test.ts",
    },
    {
      title: "somebody else's change is written over",
      find: "changes.forEach(requireUnchanged);",
      replace: "",
      test: "test/unit/cli/input.test.ts",
    },
  ],
  "cli/engine/checkedFolder.ts": [
    {
      title: "an engine starts on secrets that can't be read",
      find: "if (reason) throw",
      replace: 'if (reason === "") throw',
      test: "test/unit/cli/unreadable.test.ts",
    },
  ],
  "cli/stackFiles/keySlots.ts": [
    {
      title: "fingerprints have a key that everybody knows",
      find: "randomBytes(32)",
      replace: "Buffer.alloc(32)",
      test: "test/unit/cli/keySlots.test.ts",
    },
  ],
  "cli/main.ts": [
    {
      title: "a machine is told nothing of an error",
      find: "if (json && wantsJson(process.argv)) printJson(json);",
      replace: "",
      test: "test/unit/cli/program.test.ts",
    },
  ],
  "cli/engine/screen.ts": [
    {
      title: "the engine's own account of what failed is shown as well",
      find: 'if (this.#inDiagnostics) return "";',
      replace: "",
      test: "test/unit/cli/words.test.ts",
    },
  ],
  "cli/engine/messages.ts": [
    {
      title: "an error that comes twice is told twice",
      find: " || again) return;",
      replace: ") return;",
      test: "test/unit/cli/recorder.test.ts",
    },
  ],
  "cli/engine/words.ts": [
    {
      title: "what a container says is taken for ssh's words",
      find: "failure ? undefined : commandFault(message)",
      replace: "commandFault(message)",
      test: "test/unit/cli/words.test.ts",
    },
  ],
  "cli/stackFiles/secretPlace.ts": [
    {
      title: "a secret takes the place of a whole group of settings",
      find: 'if (isObject(present) && !("secure" in present)) {',
      replace: "if (isObject(undefined)) {",
      test: "test/unit/cli/stackFiles/secretSet.test.ts",
    },
  ],
};
