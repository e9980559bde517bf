import type { Complaint } from "../problem.ts";
import { show } from "../words.ts";
import { algorithms, publicKeyFault } from "./ssh.ts";

/** A public key without a name before it or a comment after it. */
export function checkPublicKey(
  text: string,
  rule: "server.host-key" | "key.public",
  what: string,
  allowed: string,
  fix: string,
): Complaint | undefined {
  const fault = publicKeyFault(text);
  const words = text.split(" ");
  switch (fault) {
    case undefined:
      return undefined;
    case "private":
      return {
        rule,
        message: `A private key stands where ${what} belongs.`,
        allowed,
        fix: "take it out, and make a new key pair: this one may have been seen.",
      };
    case "algorithm": {
      const name = words.find((word) => /^(ssh|sk|rsa)-/.test(word)) ?? words[0];
      return { rule, message: `${show(name)} keys do not work here.`, allowed, fix };
    }
    case "name": {
      const at = words.findIndex((word) => algorithms.includes(word));
      const fix = `write \`${words.slice(at, at + 2).join(" ")}\`.`;
      return { rule, message: "Something stands before the key.", allowed, fix };
    }
    case "comment": {
      const fix = `write \`${words.slice(0, 2).join(" ")}\`.`;
      return { rule, message: "Something stands after the key.", allowed, fix };
    }
    case "data":
      return {
        rule,
        message: `The key after \`${words[0]}\` is cut off or damaged.`,
        allowed,
        fix,
      };
    case "form":
      return { rule, message: `${show(text)} is not ${what}.`, allowed };
  }
}

/** What editors can tell of a public key. */
export const publicKeyPattern = "^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*$";
