import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeMachine } from "./machine.ts";

/**
 * One folder for the machine of a run; the first test file that needs it starts Docker there.
 * `npm test` brings a machine of its own, for all its runs.
 */
const brought = process.env.SLIPWAY_TEST_MACHINE !== undefined;

export async function setup(): Promise<void> {
  process.env.SLIPWAY_TEST_MACHINE ??= await mkdtemp(join(tmpdir(), "slipway-machine-"));
}

export async function teardown(): Promise<void> {
  if (!brought) await removeMachine(process.env.SLIPWAY_TEST_MACHINE!);
}
