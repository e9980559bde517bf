import { isIPv6 } from "node:net";

/** An http or https address without spaces; nothing if it is not one. */
export function webAddress(text: string): URL | undefined {
  if (!/^https?:\/\/[^\s/]/.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text);
}

/** Whether a text is a host's name, as DNS has them. */
export function isHost(text: string): boolean {
  const label = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
  const labels = text.split(".");
  const numbers = labels.every((part) => /^\d+$/.test(part));
  return text.length <= 253 && !numbers && labels.every((part) => label.test(part));
}

/** Whether a host, with a port or without, is the asking machine itself: nobody can listen in. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
}

/** `prod.example.com:22`, `[2001:db8::1]:2222` */
export function addressAndPort({ address, port }: { address: string; port: number }): string {
  return `${isIPv6(address) ? `[${address}]` : address}:${port}`;
}
