/** A registry is near, or something is wrong. */
const patience = 15_000;

/**
 * Asks a registry, or the service that gives tokens for it.
 *
 * @throws Error saying who can't be asked, and why
 */
export async function request(
  url: string | URL,
  headers: Record<string, string>,
): Promise<Response> {
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(patience) });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { message?: string } };
    throw new Error(`${new URL(url).host} can't be asked: ${cause?.message || message}`, {
      cause: error,
    });
  }
}
