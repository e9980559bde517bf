import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A message that a service took. */
export interface Message {
  time: string;
  service: "slack" | "telegram";
  /** Where it was sent: a webhook's channel number, or a chat. */
  to: string;
  /** Its text, in the service's own markup. */
  text: string;
  /** What a notification shows instead. */
  notification?: string;
}

/** Keeps a message; tokens and webhooks, which are secrets, are not kept. */
export function keep(folder: string, message: Message): void {
  appendFileSync(file(folder), `${JSON.stringify(message)}\n`, { mode: 0o600 });
}

/** Every message that was taken, in order. */
export function messages(folder: string): Message[] {
  if (!existsSync(file(folder))) return [];
  const lines = readFileSync(file(folder), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Message);
}

function file(folder: string): string {
  return join(folder, "messages.jsonl");
}
