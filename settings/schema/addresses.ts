import { isIP } from "node:net";
import type { Complaint } from "../problem.ts";
import { algorithms, publicKeyFault } from "../ssh.ts";
import { oneOf, show } from "../words.ts";

/** Addresses of machines and pages, and what tells a machine from its impostor. */

/** An http or https address without spaces; nothing if it is not one. */
function webAddress(text: string): URL | undefined {
  if (!/^https?:\/\/[^\s/]/.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text);
}

export function baseUrl(text: string): Complaint | undefined {
  const address = webAddress(text) ?? webAddress(`https://${text}`);
  const complaint: Complaint = {
    rule: "gitlab.base-url",
    message: `${show(text)} is not the address of GitLab's API.`,
    allowed:
      "the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`",
  };
  if (!address || address.search || address.hash || address.username) return complaint;
  if (text.startsWith("http") && address.pathname.endsWith("/api/v4/")) return undefined;
  const root = address.href.replace(/\/+$/, "").replace(/\/api(\/v\d+)?$/, "");
  return { ...complaint, fix: `write \`${root}/api/v4/\`.` };
}

export function appUrl(text: string): Complaint | undefined {
  const address = webAddress(text);
  if (address && !address.username && !address.password && text.length <= 255) return undefined;
  const bare = /^[\w-]+(\.[\w-]+)+(:\d+)?(\/\S*)?$/.test(text);
  return {
    rule: "app.url",
    message: `${show(text)} is not an address for an environment.`,
    allowed: "an http or https address without a password, at most 255 characters",
    ...(bare && { fix: `write \`https://${text}\`.` }),
  };
}

export function healthUrl(text: string): Complaint | undefined {
  const address = webAddress(text);
  if (address && !address.username && !address.hash) return undefined;
  return {
    rule: "health.url",
    message: `${show(text)} is not an address that the server can ask.`,
    allowed:
      "an http or https address as seen from the server, such as `http://127.0.0.1:3000/health`",
  };
}

export function smokeCheck(text: string): Complaint | undefined {
  if (/^\/[^\s#]*$/.test(text)) return undefined;
  const address = webAddress(text);
  if (address && !address.username && !address.hash) return undefined;
  return {
    rule: "health.smoke",
    message: `${show(text)} is neither a path nor an address.`,
    allowed: "a path on the health check's host, such as `/api/v1/status`, or a whole address",
  };
}

/** A jq path and nothing else: no pipes, no functions. */
export function jqPath(text: string): Complaint | undefined {
  if (/^(\.[A-Za-z_]\w*|\.?\["[^"\\\s]+"\]|\.?\[\d+\])+$/.test(text) && text.startsWith(".")) {
    return undefined;
  }
  const mended = `.${text.replace(/^\.*/, "")}`;
  const fix = /^\.[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(mended) ? `write \`${mended}\`.` : undefined;
  return {
    rule: "health.version",
    message: `${show(text)} is not a jq path.`,
    allowed: 'a path into the health check\'s JSON, such as `.version` or `.build["app-version"]`',
    ...(fix === undefined ? {} : { fix }),
  };
}

function isHost(text: string): boolean {
  const label = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
  const labels = text.split(".");
  const numbers = labels.every((part) => /^\d+$/.test(part));
  return text.length <= 253 && !numbers && labels.every((part) => label.test(part));
}

export function serverAddress(text: string): Complaint | undefined {
  if (isIP(text) !== 0 || isHost(text)) return undefined;
  const complaint: Complaint = {
    rule: "server.address",
    message: `${show(text)} is not the address of a server.`,
    allowed: "a host name or an IP address, such as `prod.example.com` or `192.0.2.10`",
  };
  const parts = /^(?:ssh:\/\/)?(?:([a-z_][\w-]*)@)?([^:/]+)(?::(\d+))?$/.exec(text);
  if (!parts || !(isHost(parts[2]!) || isIP(parts[2]!))) return complaint;
  const rest = [parts[1] && `\`user: ${parts[1]}\``, parts[3] && `\`port: ${parts[3]}\``];
  const moved = rest.filter(Boolean).map((line) => `, and ${line}`);
  return { ...complaint, fix: `write \`${parts[2]}\`${moved.join("")}.` };
}

export function registryAddress(text: string): Complaint | undefined {
  const [host, port, ...more] = text.split(":");
  const goodPort = port === undefined || (/^[1-9]\d{0,4}$/.test(port) && Number(port) < 65536);
  if (more.length === 0 && goodPort && (isHost(host!) || isIP(host!) === 4)) return undefined;
  const complaint: Complaint = {
    rule: "registry.address",
    message: `${show(text)} is not the address of a registry.`,
    allowed: "a host with a port if need be, such as `registry.example.com:5050`",
  };
  const bare = webAddress(text)?.host;
  return bare === undefined ? complaint : { ...complaint, fix: `write \`${bare}\`.` };
}

/** It is the first half of `user:password` where Docker keeps it. */
export function registryUser(text: string): Complaint | undefined {
  if (/^[^\s:]+$/.test(text)) return undefined;
  const message = `${show(text)} is not a registry's user.`;
  return { rule: "registry.user", message, allowed: "text without a colon or a space" };
}

export function hostKey(text: string): Complaint | undefined {
  const rule = "server.host-key";
  const allowed = `a public key of ${oneOf(algorithms)}, as \`ssh-keyscan -t ed25519 <address>\` prints it after the name`;
  return publicKey(text, rule, "a server's host key", allowed);
}

export function ownPublicKey(text: string): Complaint | undefined {
  const allowed = `a public key of ${oneOf(algorithms)}, without a comment`;
  return publicKey(text, "key.public", "a public key", allowed);
}

function publicKey(
  text: string,
  rule: "server.host-key" | "key.public",
  what: string,
  allowed: string,
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
      return { rule, message: `${show(name)} keys do not work here.`, allowed };
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
      return { rule, message: `The key after \`${words[0]}\` is cut off or damaged.`, allowed };
    case "form":
      return { rule, message: `${show(text)} is not ${what}.`, allowed };
  }
}
