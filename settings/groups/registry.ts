import { isIP } from "node:net";
import type { z } from "zod";
import { group } from "../kinds/collections.ts";
import { flag, secret, text } from "../kinds/scalars.ts";
import type { InClear } from "../kinds/secrets.ts";
import { isHost, isLoopback, webAddress } from "../kinds/webAddress.ts";
import type { Complaint } from "../problem.ts";
import { show } from "../words.ts";

export const registryRules = {
  "registry.address": "A registry's address is a host, with a port if need be.",
  "registry.user": "A registry's user has no colon and no space.",
} as const satisfies Record<string, string>;

function registryAddress(text: string): Complaint | undefined {
  const [host, port, ...more] = text.split(":");
  const goodPort = port === undefined || (/^[1-9]\d{0,4}$/.test(port) && Number(port) < 65536);
  if (more.length === 0 && goodPort && (isHost(host!) || isIP(host!) === 4)) return undefined;
  const complaint: Complaint = {
    rule: "registry.address",
    message: `${show(text)} is not the address of a registry.`,
    allowed: "a host with a port if need be, such as `registry.example.com:5050`",
  };
  const address = webAddress(text);
  if (address === undefined) return complaint;
  const isPlain = address.protocol === "http:" && !isLoopback(address.host);
  const insecure = isPlain ? ", and `insecure: true`" : "";
  return { ...complaint, fix: `write \`${address.host}\`${insecure}.` };
}

/** It is the first half of `user:password` where Docker keeps it. */
export function registryUser(text: string): Complaint | undefined {
  if (/^[^\s:]+$/.test(text)) return undefined;
  const message = `${show(text)} is not a registry's user.`;
  return { rule: "registry.user", message, allowed: "text without a colon or a space" };
}

export const registry = group(
  {
    address: text(
      {
        description: "The registry's host, with a port if need be.",
        allowed: "a host",
        example: "registry.example.com:5050",
        rules: ["registry.address"],
      },
      registryAddress,
    ),
    user: text(
      {
        description: "Who pulls; a deploy token's name, for example.",
        allowed: "text without a colon or a space",
        example: "slipway-pull",
        rules: ["registry.user"],
      },
      registryUser,
    ),
    password: secret({ description: "The password or token of that user." }),
    insecure: flag({
      description:
        "Whether it is asked over http, without TLS: whoever listens in sees the password. Docker on the servers has to name it among its `insecure-registries`.",
      example: "true",
      otherwise: "`false`; a registry at a loopback address is always asked over http",
    }).optional(),
  },
  { description: "The registry that the servers pull from, where it asks for a password." },
);

/** The registry the servers pull from, the password in clear. */
export type RegistrySettings = InClear<z.infer<typeof registry>>;
