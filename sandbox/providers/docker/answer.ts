import { request as overHttp, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as overHttps } from "node:https";
import { text } from "node:stream/consumers";

interface Question {
  method: "GET" | "HEAD";
  headers: OutgoingHttpHeaders;
  /** Whether the certificate counts. */
  verify: boolean;
}

/** @throws Error in the words of Go's HTTP client, on which the real plugin is built */
export async function answerTo(
  url: string,
  { method, headers, verify }: Question,
): Promise<{ response: IncomingMessage; body: string }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = url.startsWith("https:")
      ? overHttps(url, { method, headers, rejectUnauthorized: verify })
      : overHttp(url, { method, headers });
    outgoing.on("response", resolve);
    outgoing.on("error", (error) => reject(unanswered(method, url, error)));
    outgoing.end();
  });
  return { response, body: await text(response) };
}

export function statusOf({ statusCode = 0, statusMessage = "" }: IncomingMessage): string {
  return `${statusCode} ${statusMessage}`.trim();
}

function unanswered(method: string, url: string, error: NodeJS.ErrnoException): Error {
  const { host } = new URL(url);
  const reasons: Record<string, string> = {
    ECONNREFUSED: `dial tcp ${host}: connect: connection refused`,
    ERR_SSL_WRONG_VERSION_NUMBER: "http: server gave HTTP response to HTTPS client",
    EPROTO: "http: server gave HTTP response to HTTPS client",
    DEPTH_ZERO_SELF_SIGNED_CERT:
      "tls: failed to verify certificate: x509: certificate signed by unknown authority",
  };
  const reason = reasons[error.code ?? ""] ?? error.message;
  const verb = method === "GET" ? "Get" : "Head";
  return new Error(`Error during registry request: ${verb} "${url}": ${reason}`);
}
