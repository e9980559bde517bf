import fc from "fast-check";
import { expect } from "vitest";
import { declaredChanges } from "../../../cli/review/declaredChanges.ts";
import type { OperationResult } from "../../../cli/engine/recorder.ts";
import { testSandbox, type TestSandbox } from "../sandbox.ts";
import {
  type Chosen,
  edited,
  environmentEdits,
  keepingPipelines,
  pipelinesEdits,
  platformEdits,
  projectEdits,
  someOf,
} from "./edits.ts";
import { Draft, filesOf, isRight, type State, stateOf, writeState } from "./states.ts";

/** What the engine is asked about, and what of it is changed. */
const stacks = {
  platform: { ...platformEdits, ...pipelinesEdits },
  staging: environmentEdits,
  // Behind a door, so that its jobs have one more key.
  uat: environmentEdits,
};

/** In the state that is up there is something of each kind, so that it can go. */
const there: Record<keyof typeof stacks, Chosen> = {
  platform: [
    ["adds a hook", 0],
    ["protects more", 0],
    ["cleans up", 0],
  ],
  staging: [
    ...(["adds a key", "backs up", "names the repository", "tells Telegram"] as const),
    ...(["adds a secret variable", "watches longer"] as const),
  ].map((title) => [title, 0]),
  uat: [],
};

interface Up {
  sandbox: TestSandbox;
  /** The state of the settings that is up. */
  base: State;
}

/** A sandbox in which the stacks are up. */
export async function sandboxUp(): Promise<Up> {
  const sandbox = await testSandbox({ edition: "ee" });
  let base = stateOf(sandbox.work);
  const withPipelines = { ...stacks.platform, ...keepingPipelines };
  base = edited(base, withPipelines, "platform", [["keeps the pipelines", 0], ...there.platform]);
  base = edited(base, stacks.staging, "staging", there.staging);
  writeState(sandbox.work, base);
  await sandbox.expectExit(0, ["check"]);
  await sandbox.expectExit(0, ["up", "platform", "--yes"]);
  await Promise.all(
    ["staging", "uat"].map((stack) => sandbox.expectExit(0, ["up", stack, "--yes"])),
  );
  return { sandbox, base };
}

/**
 * Holds what is said of generated changes against the engine's own previews: of a stack's file, and of
 * the platform's, which every stack reads.
 */
export async function expectAlike({ sandbox, base }: Up, numRuns: number): Promise<void> {
  const chosen = someChange().filter((one) => isRight(changed(base, one)));
  const property = fc.asyncProperty(chosen, async (one) => {
    const state = changed(base, one);
    writeState(sandbox.work, state);
    const preview = await sandbox.json<OperationResult>(["preview", one.stack]);
    expect(preview.result, JSON.stringify(preview.messages)).toBe("succeeded");
    const declared = await declaredChanges(filesOf(base), filesOf(state));
    const { changes } = declared.find(({ stack }) => stack === one.stack)!;
    expect(changes.map(line).sort()).toEqual(
      preview.resources.map(({ properties: inputs, ...rest }) => line({ ...rest, inputs })).sort(),
    );
  });
  // Each is a preview: what failed is told as it is, and not made smaller.
  await fc.assert(property, { numRuns, endOnFailure: true });
}

/** Holds to the product that what is protected is not deleted, and that this is told before. */
export async function expectRefused({ sandbox, base }: Up): Promise<void> {
  const draft = new Draft({ ...base });
  for (const stack of ["platform", "staging", "uat", "production"]) {
    draft.set(stack, ["apps"], {});
    if (stack !== "platform") draft.set(stack, ["keys", "deployers"], {});
  }
  const state = draft.done();
  writeState(sandbox.work, state);
  const said = await sandbox.expectExit(1, ["preview", "platform"]);
  expect(said).toContain("slipway:apps names no more: shop. Its project is protected");
  const declared = await declaredChanges(filesOf(base), filesOf(state));
  const { changes } = declared.find(({ stack }) => stack === "platform")!;
  expect(changes.filter(({ refused }) => refused).map(({ words }) => words)).toEqual([
    "project shop",
  ]);
}

/** What is changed, and the stack that is asked about. */
interface Change {
  stack: keyof typeof stacks;
  own: Chosen;
  ofPlatform: Chosen;
}

function someChange(): fc.Arbitrary<Change> {
  const names = Object.keys(stacks) as (keyof typeof stacks)[];
  return fc.constantFrom(...names).chain((stack) =>
    fc.record({
      stack: fc.constant(stack),
      own: someOf(stacks[stack]),
      ofPlatform: someOf(stack === "platform" ? projectEdits : stacks.platform, 0),
    }),
  );
}

function changed(base: State, { stack, own, ofPlatform }: Change): State {
  const onPlatform = { ...stacks.platform, ...projectEdits };
  return edited(edited(base, stacks[stack], stack, own), onPlatform, "platform", ofPlatform);
}

/** The operation, the resource, and of what is updated the inputs; of a secret one there is no more. */
function line({ operation, urn, inputs }: { operation: string; urn: string; inputs: string[] }) {
  const outermost = [...new Set(inputs.map((path) => path.split(/[.[]/)[0]!))].sort();
  return [operation, urn, ...(operation === "update" ? outermost : [])].join(" ");
}
