import { join } from "node:path";
import { baseRepository, buildImages, type Images } from "./shop/images.ts";
import {
  removeMachine as removeSandboxMachine,
  startMachine as startSandboxMachine,
  type Machine,
} from "../../sandbox/machine.ts";

/** A machine whose registry has the images of test/support/shop, which start at once. */
export interface TestMachine extends Machine {
  images: Images;
}

/** The compose files that go with them. */
export const compose = join(import.meta.dirname, "shop/compose");

/** The machine is one for all test files of a run, since Docker takes seconds to start. */
export async function testMachine(): Promise<TestMachine> {
  return startMachine(machineFolder());
}

/** Set by the global set-up, which also takes it away again. */
export function machineFolder(): string {
  const folder = process.env.SLIPWAY_TEST_MACHINE;
  if (!folder) throw new Error("The global set-up has not run: start the tests with npm test.");
  return folder;
}

/** Starts what is not running and builds what is missing; takes a second when all is there. */
export async function startMachine(folder: string): Promise<TestMachine> {
  const machine = await startSandboxMachine(folder);
  return { ...machine, images: await buildImages(machine.docker, machine.registry) };
}

/** Takes it away with all that ran on it, whether it was ever started or not. */
export async function removeMachine(folder: string): Promise<void> {
  await removeSandboxMachine(folder, [`${baseRepository} `]);
}
