import { randomBytes } from "node:crypto";
import type { EncryptedPair, NewKeys } from "../../settings/index.ts";
import type { KeyPair } from "../../settings/model.ts";
import { mapping, type EnvironmentFile } from "./environmentFile.ts";
import { makeKeyPair } from "./sshKeygen.ts";

/** One key of a stack: a role's, an app's deployer, or the fingerprints'. */
export interface Slot {
  /** As `--only` names it. */
  name: string;
  kind: "role" | "fingerprint" | "deployer";
  isThere: boolean;
}

const roles = ["bootstrap", "configurator", "observer"];

/** Every key that the stack needs, in the order of the file. */
export function slotsOf({ apps, keys }: EnvironmentFile): Slot[] {
  const deployers = mapping(keys.deployers);
  return [
    ...roles.map((name): Slot => ({
      name,
      kind: "role",
      isThere: publicOf(keys[name]) !== undefined,
    })),
    { name: "fingerprint", kind: "fingerprint", isThere: keys.fingerprint !== undefined },
    ...Object.keys(apps).map((name): Slot => ({
      name,
      kind: "deployer",
      isThere: publicOf(deployers[name]) !== undefined,
    })),
  ];
}

/** A pair, or the fingerprints' key, which has no public half. */
export function makeKey({ kind }: Slot): Promise<KeyPair> {
  if (kind !== "fingerprint") return makeKeyPair();
  return Promise.resolve({ public: "", private: randomBytes(32).toString("base64") });
}

/** What `setKeys` writes: for each slot the pair that was made, its private half encrypted. */
export function newKeys(slots: Slot[], made: KeyPair[], ciphertexts: string[]): NewKeys {
  const keys: NewKeys = {};
  const deployers: Record<string, EncryptedPair> = {};
  for (const [index, { name, kind }] of slots.entries()) {
    const pair = { public: made[index]!.public, private: ciphertexts[index]! };
    if (kind === "fingerprint") keys.fingerprint = pair.private;
    else if (kind === "deployer") deployers[name] = pair;
    else keys[name as "bootstrap" | "configurator" | "observer"] = pair;
  }
  return { ...keys, deployers };
}

/** The public half of a pair that has both halves. */
export function publicOf(value: unknown): string | undefined {
  const pair = mapping(value);
  return typeof pair.public === "string" && pair.private !== undefined ? pair.public : undefined;
}
