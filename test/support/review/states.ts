import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Document, parseDocument } from "yaml";
import {
  check,
  encrypt,
  examplePassphrase,
  passphraseReader,
  readStackFiles,
} from "../../../settings/index.ts";
import type { StackFiles } from "../../../settings/index.ts";
import { keyPair } from "../../unit/settings/keys.ts";

/** The files of one state of the settings, by path. */
export type State = Record<string, string>;

/** The files of a folder that settings are read from. */
export function stateOf(folder: string): State {
  const { project, stacks, others } = readStackFiles(folder);
  const files = [project, ...stacks.values(), ...others.values()];
  return Object.fromEntries(
    files.map(({ path }) => [path, readFileSync(join(folder, path), "utf8")]),
  );
}

export function writeState(folder: string, state: State): void {
  for (const [path, text] of Object.entries(state)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A state as the settings are read from. */
export function filesOf(state: State): StackFiles {
  const folder = mkdtempSync(join(tmpdir(), "slipway-state-"));
  try {
    writeState(folder, state);
    return readStackFiles(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whether `slipway check` has nothing to say of a state, the values of its secrets included. */
export function isRight(state: State): boolean {
  const reader = (stack: string) =>
    passphraseReader(state[`Pulumi.${stack}.yaml`]!, examplePassphrase);
  return check(filesOf(state), reader).problems.length === 0;
}

/** A state to be changed. */
export class Draft {
  readonly #state: State;
  readonly #files = new Map<string, Document>();

  constructor(state: State) {
    this.#state = state;
  }

  /** @param path of `config`, its first part without `slipway:` */
  set(stack: string, path: string[], value: unknown): void {
    const file = this.#file(stack);
    file.setIn(inConfig(path), file.createNode(value));
  }

  get(stack: string, path: string[]): unknown {
    const value = this.#file(stack).getIn(inConfig(path)) as { toJSON?: () => unknown } | undefined;
    return value?.toJSON ? value.toJSON() : value;
  }

  delete(stack: string, path: string[]): void {
    const file = this.#file(stack);
    if (file.hasIn(inConfig(path))) file.deleteIn(inConfig(path));
  }

  /** A secret of that stack. */
  secret(stack: string, plain: string): { secure: string } {
    const text = this.#state[`Pulumi.${stack}.yaml`]!;
    const { ciphertext } = encrypt(text, examplePassphrase, plain);
    return { secure: ciphertext };
  }

  /** A key pair for that stack, the same for the same name. */
  newKey(stack: string, name: string) {
    const { public: half, private: other } = keyPair(`${stack} ${name}`);
    return { public: half, private: this.secret(stack, other) };
  }

  /** Another file than a stack's. */
  replace(path: string, from: RegExp, to: string): void {
    const text = this.#state[path]!;
    if (text.search(from) < 0) throw new Error(`${path} has no ${String(from)}.`);
    this.#state[path] = text.replace(from, () => to);
  }

  done(): State {
    const files = [...this.#files].map(([path, file]) => [path, file.toString({ lineWidth: 0 })]);
    return { ...this.#state, ...(Object.fromEntries(files) as State) };
  }

  #file(stack: string): Document {
    const path = `Pulumi.${stack}.yaml`;
    const file = this.#files.get(path) ?? parseDocument(this.#state[path]!);
    this.#files.set(path, file);
    return file;
  }
}

function inConfig([group = "", ...rest]: string[]): string[] {
  return ["config", `slipway:${group}`, ...rest];
}
