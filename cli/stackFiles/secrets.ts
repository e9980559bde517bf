import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { ReadSecret } from "../../settings/index.ts";
import { UserError } from "../terminal/exit.ts";
import { stackFile } from "./folder.ts";
import { isObject } from "../terminal/isObject.ts";
import { readStackFile } from "./stackFile.ts";

/** How the secrets of one stack file are read. */
export interface SecretSource {
  /** Undefined for a value that can't be read; `reason` then says why. */
  read: ReadSecret;
  /** Why values can't be read. Known once `read` was called, since only then is anything tried. */
  reason: () => string | undefined;
}

/** Who encrypts a stack's values: a passphrase, or something that only Pulumi can ask. */
export type Provider = { kind: "passphrase" } | { kind: "pulumi"; name: string };

/** Reads the provider off a stack file's own keys, which Pulumi writes beside `config:`. */
export function providerOf(stackFileText: string): Provider {
  const file = topLevel(stackFileText);
  const name = file.secretsprovider;
  if (typeof name === "string" && name !== "passphrase") return { kind: "pulumi", name };
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

/**
 * The passphrase as Pulumi finds it: PULUMI_CONFIG_PASSPHRASE, which may be empty, else the file
 * that PULUMI_CONFIG_PASSPHRASE_FILE names, without the white space around it.
 *
 * @throws UserError when neither is set, or the file can't be read.
 */
export function passphrase(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.PULUMI_CONFIG_PASSPHRASE !== undefined) {
    return environment.PULUMI_CONFIG_PASSPHRASE;
  }
  const path = environment.PULUMI_CONFIG_PASSPHRASE_FILE;
  if (!path) {
    throw new UserError(
      "neither PULUMI_CONFIG_PASSPHRASE nor PULUMI_CONFIG_PASSPHRASE_FILE is set",
    );
  }
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    throw new UserError(`PULUMI_CONFIG_PASSPHRASE_FILE names ${path}, which can't be read`);
  }
}

/** How to read this stack's secrets. Nothing is asked or derived before the first one is read. */
export async function secretSource(folder: string, stack: string): Promise<SecretSource> {
  const { passphraseReader } = await import("../../settings/index.ts");
  const { name, text } = readStackFile(folder, stack);
  const provider = providerOf(text);
  const open =
    provider.kind === "passphrase"
      ? () => passphraseReader(text, passphrase())
      : await pulumiReader(folder, stack, await pulumiCommand(provider));
  let reader: ReadSecret | undefined;
  let reason: string | undefined;
  return {
    read(path, ciphertext) {
      if (reason !== undefined) return undefined;
      try {
        reader ??= open();
        const value = reader(path, ciphertext);
        if (value === undefined) reason = `a value of ${name} can't be decrypted`;
        return value;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        reason = error.message;
        return undefined;
      }
    },
    reason: () => reason,
  };
}

/**
 * Reads every secret or stops.
 *
 * @throws UserError from the reader, at the first value that can't be read: one sentence is more
 * help than a problem for each value.
 */
export async function requireSecrets(folder: string, stack: string): Promise<ReadSecret> {
  const source = await secretSource(folder, stack);
  return (path, ciphertext) => {
    const value = source.read(path, ciphertext);
    if (value === undefined) {
      throw new UserError(
        `The secrets of ${stackFile(stack)} can't be read: ${source.reason() ?? "unknown reason"}.`,
      );
    }
    return value;
  };
}

/** Pulumi's CLI, which alone can ask a key service or Pulumi Cloud. */
export async function pulumiCommand(provider: { name: string }): Promise<string> {
  const { findEngine } = await import("../../toolchain/engine.ts");
  const engine = await findEngine();
  if (engine) return engine.command;
  throw new UserError(
    `the values are encrypted by ${provider.name}, which only Pulumi's CLI can ask, and it is not installed`,
  );
}

/** All values at once from `pulumi config`, on the first question. */
async function pulumiReader(
  folder: string,
  stack: string,
  command: string,
): Promise<() => ReadSecret> {
  const { valueAt } = await import("../../settings/index.ts");
  return () => {
    const args = ["config", "--show-secrets", "--json", "--stack", stack, "--cwd", folder];
    const { status, stdout, stderr } = spawnSync(command, [...args, "--non-interactive"], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) {
      throw new UserError(`\`pulumi config --stack ${stack}\` says: ${firstLine(stderr)}`);
    }
    const config = JSON.parse(stdout) as Record<string, { value?: string; objectValue?: unknown }>;
    return ([key = "", ...steps]) => {
      const entry = config[key];
      const value = valueAt(entry?.objectValue ?? entry?.value, steps);
      return typeof value === "string" ? value : undefined;
    };
  };
}

/** Of what Pulumi says on standard error, the line that matters. */
export function firstLine(text: string): string {
  return (
    text
      .replace(/^error: /m, "")
      .trim()
      .split("\n")[0] ?? ""
  );
}
