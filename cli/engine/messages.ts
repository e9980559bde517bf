import type { DiagnosticEvent } from "@pulumi/pulumi/automation/index.js";
import { nameOf } from "./urn.ts";
import { isAboutPending, type EngineMessage } from "./words.ts";

/** A message as `--json` prints it. */
export interface ToldMessage {
  severity: string;
  message: string;
  resource?: string;
}

/** What the engine ends with when a step has failed: it says nothing beside what that failed of. */
const ending = /^(update|preview|refresh|destroy) failed$/;

/** The engine's messages, each once. */
export class Messages {
  readonly #all: EngineMessage[] = [];
  #untold = 0;
  #hasPending = false;

  record({ severity, message, urn, ephemeral }: DiagnosticEvent): void {
    const text = plain(message);
    // The SDK sends its own tracing as events of a severity that its types leave out.
    const isForPeople = severity === "error" || severity === "warning" || severity === "info";
    // An inline program's error comes twice.
    const again = this.#all.some((earlier) => earlier.message === text);
    if (ephemeral || text === "" || !isForPeople || again) return;
    if (isAboutPending(text)) this.#hasPending = true;
    this.#all.push({ severity, message: text, ...(urn ? { urn } : {}) });
  }

  /** Whether the engine warned of steps that were under way when an operation was killed. */
  get hasPending(): boolean {
    return this.#hasPending;
  }

  /**
   * Lines for a person: the messages since the last call.
   *
   * @param words puts a message into other words, here and for machines
   */
  tell(words: (message: EngineMessage) => string): string[] {
    const untold = this.#withoutEcho().filter((each) => this.#all.indexOf(each) >= this.#untold);
    this.#untold = this.#all.length;
    for (const message of untold) message.message = words(message);
    return untold.map(({ severity, message, urn }) => `${severity}: ${whose(urn)}${message}`);
  }

  list(): ToldMessage[] {
    return this.#withoutEcho().map(({ urn, ...message }) => ({
      ...message,
      ...(urn ? { resource: nameOf(urn) } : {}),
    }));
  }

  #withoutEcho(): EngineMessage[] {
    const others = this.#all.filter(({ message }) => !ending.test(message));
    return others.some(({ severity }) => severity === "error") ? others : this.#all;
  }
}

/** `Branch shop-main: `; nothing for Slipway's own, whose messages say whose they are. */
function whose(urn = ""): string {
  const type = /([^:$]+)::[^:]+$/.exec(urn)?.[1];
  const isOwn = /\bcommand:remote:Command::|pulumi:pulumi:Stack::/.test(urn);
  return type === undefined || isOwn ? "" : `${type} ${nameOf(urn)}: `;
}

/** Pulumi marks colours as `<{%fg 1%}>` in the messages of events. */
function plain(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
}
