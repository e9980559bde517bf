import { serverDefaults, setKeys } from "../../settings/index.ts";
import { encryptFor } from "./encrypt.ts";
import { requireStack } from "../servers/environment.ts";
import { mapping, readEnvironmentFile, type EnvironmentFile } from "./environmentFile.ts";
import { findFolder } from "./folder.ts";
import { renderKeys, type KeysResult } from "./keysReport.ts";
import { makeKey, newKeys, publicOf, slotsOf, type Slot } from "./keySlots.ts";
import { print, printJson } from "../terminal/output.ts";
import { readStackFile, replaceStackFile } from "./stackFile.ts";
import { unknownName } from "../terminal/unknownName.ts";

export interface KeysOptions {
  rotate?: boolean;
  only?: string[];
  json?: boolean;
}

/** Makes the keys that are missing, or new ones, and puts them into the stack file encrypted. */
export async function makeKeys(cwd: string, stack: string, options: KeysOptions): Promise<void> {
  const folder = findFolder(cwd);
  requireStack(folder, stack);
  const file = readStackFile(folder, stack);
  const environment = readEnvironmentFile(file);
  const slots = choose(slotsOf(environment), options.only);
  const wanted = slots.filter((slot) => !slot.isThere || isRotated(slot, options));
  const made = await Promise.all(wanted.map(makeKey));
  if (wanted.length > 0) {
    const plain = made.map((key) => key.private);
    const { text, ciphertexts } = await encryptFor(folder, stack, file, plain);
    replaceStackFile(file, setKeys(text, newKeys(wanted, made, ciphertexts)));
  }
  const bootstrap = wanted.findIndex((slot) => slot.name === "bootstrap");
  const result: KeysResult = {
    file: file.name,
    made: wanted.map((slot) => slot.name),
    kept: slots.filter((slot) => !wanted.includes(slot)).map((slot) => slot.name),
    bootstrap: made[bootstrap]?.public ?? publicOf(environment.keys.bootstrap),
    servers: serversOf(environment),
  };
  if (options.json) printJson(result);
  else print(renderKeys(result, stack));
}

/**
 * A new fingerprint key makes every secret look changed in the next preview and opens no door, so
 * it is only made anew when it is named.
 */
function isRotated({ name, kind }: Slot, { rotate, only }: KeysOptions): boolean {
  return rotate === true && (kind !== "fingerprint" || only?.includes(name) === true);
}

function choose(slots: Slot[], only: string[] | undefined): Slot[] {
  if (!only) return slots;
  const names = slots.map((slot) => slot.name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw unknownName(`--only: there is no key \`${unknown}\`.`, unknown, "Keys", names);
  }
  return slots.filter((slot) => only.includes(slot.name));
}

function serversOf({ servers }: EnvironmentFile): KeysResult["servers"] {
  return Object.entries(servers).map(([name, value]) => {
    const { address, port, administrator } = mapping(value);
    return {
      name,
      address: typeof address === "string" ? address : "?",
      port: typeof port === "number" ? port : serverDefaults.port,
      administrator:
        typeof administrator === "string" ? administrator : serverDefaults.administrator,
    };
  });
}
