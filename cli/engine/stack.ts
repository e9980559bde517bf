import {
  LocalWorkspace,
  StackAlreadyExistsError,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";
import { EngineError, installEngine } from "../../toolchain/engine.ts";
import { providerOf } from "../stackFiles/secretsProvider.ts";
import { readStackFile } from "../stackFiles/stackFile.ts";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { isCutShort } from "./cutShort.ts";
import { errorOutput } from "./errorOutput.ts";
import { removeTornAttributes } from "./stateFolder.ts";

/** The Automation API asks for a project's name, and then takes the one that Pulumi.yaml gives. */
const projectName = "slipway";

/**
 * A stack of the folder's, ready for an operation; the engine is installed when it is missing, and
 * the stack's state is begun when it has none.
 *
 * @param backend where the state is, in place of where Pulumi has it
 * @throws UserError when there is no engine, and in Pulumi's own words, when it can't open the stack.
 */
export async function openStack(
  stackName: string,
  folder: string,
  backend?: string,
): Promise<Stack> {
  const [pulumiCommand, program] = await Promise.all([engine(), loadProgram()]);
  // The program reads the stack files from the folder it runs in, as under Pulumi's own CLI.
  process.chdir(folder);
  const stack = { stackName, projectName, program };
  const provider = providerOf(readStackFile(folder, stackName).text);
  // A stack that is begun otherwise gets a passphrase, and its file loses the provider's key.
  const secretsProvider = provider.kind === "pulumi" ? provider.address : undefined;
  const options = {
    workDir: folder,
    pulumiCommand,
    ...(secretsProvider === undefined ? {} : { secretsProvider }),
    envVars: {
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...journaling(),
      ...(backend === undefined ? {} : { PULUMI_BACKEND_URL: backend }),
    },
  };
  const open = () =>
    LocalWorkspace.createOrSelectStack(stack, options).catch((error: unknown) => {
      // Somebody else has begun it since we looked.
      if (error instanceof StackAlreadyExistsError) {
        return LocalWorkspace.selectStack(stack, options);
      }
      throw error;
    });
  try {
    const opened = open().catch(async (error: unknown) => {
      if (!isCutShort(error)) throw error;
      const workspace = await LocalWorkspace.create(options);
      const { url = "" } = await workspace.whoAmI();
      for (const path of await removeTornAttributes(url, folder)) {
        say(`${path} was cut short when an operation was killed. Nothing needs it; it is removed.`);
      }
      return open();
    });
    return askedNothingAfterwards(await opened);
  } catch (error) {
    throw new UserError(
      `The stack "${stackName}" can't be opened: ${errorOutput(error)}\n` +
        "PULUMI_BACKEND_URL or `pulumi login` says where its state lives: docs/state.md.",
    );
  }
}

/**
 * After each operation the SDK asks for outputs and history, by three runs of Pulumi's CLI, for a
 * result that nobody here reads: events have told it all.
 */
function askedNothingAfterwards(stack: Stack): Stack {
  stack.outputs = () => Promise.resolve({});
  stack.info = () => Promise.resolve(undefined);
  return stack;
}

/**
 * A service backend is sent a journal of steps, and each step waits until its entry is there. The
 * engine collects entries for 50 ms; sent after 5, a thousand variables take half as long
 * (docs/state.md). Other backends have no journal.
 */
function journaling() {
  const name = "PULUMI_JOURNALING_BATCH_PERIOD";
  return { [name]: process.env[name] ?? "5" };
}

/** Without an engine it is for the person to install one; nothing has gone wrong in Slipway. */
async function engine() {
  try {
    return await installEngine(say);
  } catch (error) {
    throw error instanceof EngineError ? new UserError(error.message) : error;
  }
}

async function loadProgram(): Promise<PulumiFn> {
  const { default: slipway } = await import("../../index.ts");
  return slipway;
}
