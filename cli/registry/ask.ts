/** A registry is near, or something is wrong. */
const patience = 15_000;

/** A layer may be large. */
const transferPatience = 600_000;

export interface Question {
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH";
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | Blob;
}

/** Who can't be asked, and why. */
export class NoAnswer extends Error {}

/**
 * Asks a registry, or the service that gives tokens for it.
 *
 * @throws NoAnswer
 */
export async function ask(url: string | URL, question: Question = {}): Promise<Response> {
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
