import { isObject } from "../terminal/isObject.ts";
import { printable } from "../terminal/output.ts";

/** Who is asked is near, or something is wrong. */
const patience = 15_000;

/** A layer may be large. */
const transferPatience = 600_000;

export interface Question {
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | Blob;
  /** `error`: it is answered by nobody else. */
  redirect?: "follow" | "error";
}

/** Who can't be asked, and why. */
export class NoAnswer extends Error {}

/**
 * Asks a registry, the service that gives tokens for it, or GitLab.
 *
 * @throws NoAnswer
 */
export async function ask(url: string | URL, question: Question = {}): Promise<Response> {
  requireHeaders(url, question);
  const isTransfer = question.body !== undefined || String(url).includes("/blobs/");
  try {
    const signal = AbortSignal.timeout(isTransfer ? transferPatience : patience);
    return await fetch(url, { ...question, signal });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { message?: string } };
    throw new NoAnswer(`${new URL(url).host} can't be asked: ${cause?.message || message}`, {
      cause: error,
    });
  }
}

/** What fetch says of a header that can't be sent has the token in it. */
function requireHeaders(url: string | URL, { headers }: Question): void {
  try {
    new Headers(headers);
  } catch {
    throw new NoAnswer(
      `${new URL(url).host} can't be asked: the token has characters that none has, such as the end of a line`,
    );
  }
}

/** `: A branch called 'x' already exists.`, where GitLab's answer is of that form. */
export function gitlabWords(text: string): string {
  const [, message] = /^\{"(?:message|error)":"?(.{1,300}?)"?\}$/.exec(text) ?? [];
  return message === undefined ? "" : `: ${printable(message)}`;
}

/**
 * `403 Forbidden`, and why: the first of its `errors`, in its own words. GitLab's service for tokens says
 * which rule it is that keeps somebody out; a proxy in front of either answers with a page.
 */
export async function refusalText(answer: Response): Promise<string> {
  const status = `${answer.status} ${answer.statusText}`.trim();
  const content: unknown = await answer.json().catch(() => undefined);
  const errors: unknown[] =
    isObject(content) && Array.isArray(content.errors) ? content.errors : [];
  const [first] = errors;
  const message = isObject(first) ? first.message : undefined;
  return typeof message === "string" ? `${status}: ${printable(message)}` : status;
}
