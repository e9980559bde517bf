import { parse } from "yaml";
import { isObject } from "../terminal/isObject.ts";

/** Who encrypts a stack's values: a passphrase, or something that only Pulumi can ask. */
export type Provider =
  | { kind: "passphrase" }
  /** `address`: what Pulumi's `--secrets-provider` takes; without it, Pulumi Cloud. */
  | { kind: "pulumi"; name: string; address?: string };

/** Reads the provider off a stack file's own keys, which Pulumi writes beside `config:`. */
export function providerOf(stackFileText: string): Provider {
  const file = topLevel(stackFileText);
  const name = file.secretsprovider;
  if (typeof name === "string" && name !== "passphrase") {
    return { kind: "pulumi", name, ...(name.includes("://") ? { address: name } : {}) };
  }
  if ("encryptionsalt" in file || name === "passphrase") return { kind: "passphrase" };
  // Pulumi Cloud's own encryption leaves no mark in the file. A file without any encrypted value
  // has none yet either; whoever has set a passphrase wants that one.
  const encrypted = /^[^#\n]*\bsecure:/m.test(stackFileText);
  return encrypted ? { kind: "pulumi", name: "Pulumi Cloud" } : { kind: "passphrase" };
}

/** A YAML file's top-level mapping; empty where there is none, since `check` reports that itself. */
function topLevel(text: string): Record<string, unknown> {
  try {
    const value: unknown = parse(text, { logLevel: "silent" });
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
