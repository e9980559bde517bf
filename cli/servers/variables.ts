import { readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { addressAndPort } from "../../settings/kinds/webAddress.ts";
import type { Target } from "./target.ts";

/** What is wrong with a variable of the environment. */
export interface Complaint {
  variable: string;
  /** One sentence. Never a file's content, nor a value that could be one. */
  message: string;
}

/** A variable's meaning, or what is wrong with it. */
export interface Read<Value> {
  value?: Value;
  complaints: Complaint[];
}

/** A variable of GitLab's type `file`: its value is the path of a file with the content. */
export function readFileVariable(name: string, environment: NodeJS.ProcessEnv): Read<string> {
  const path = environment[name];
  const complain = (message: string) => ({ complaints: [{ variable: name, message }] });
  if (!path) return complain("It is not set.");
  if (!/^[./~]/.test(path) || path.includes("\n")) {
    return complain(
      "It must hold the path of a file. In GitLab that is a variable of the type `file`; this one " +
        "seems to be the content itself, and is not shown.",
    );
  }
  try {
    const value = readFileSync(path, "utf8");
    return value.trim() === "" ? complain(`${path} is empty.`) : { value, complaints: [] };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return complain(missing ? `There is no file ${path}.` : `${path} can't be read.`);
  }
}

type Server = Pick<Target, "user" | "address" | "port">;

const form = "user@address:port, with an IPv6 address in brackets: user@[::1]:22";

/** Servers with white space between them: `slipway@prod.example.com:22 slipway@[2001:db8::1]:22` */
export function readServers(name: string, environment: NodeJS.ProcessEnv): Read<Server[]> {
  const words = (environment[name] ?? "").split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return { complaints: [{ variable: name, message: "It is not set." }] };
  const servers = words.map(parse);
  const wrong = words.filter((_, index) => servers[index] === undefined);
  const machines = servers.map((server) => server && addressAndPort(server));
  const twice = machines.filter((machine, at) => machine && machines.indexOf(machine) !== at);
  const messages = [
    ...wrong.map((word) => `${JSON.stringify(word)} is not ${form}.`),
    ...[...new Set(twice)].map((machine) => `${machine} stands there twice.`),
  ];
  return {
    value: servers.filter((server) => server !== undefined),
    complaints: messages.map((message) => ({ variable: name, message })),
  };
}

function parse(word: string): Server | undefined {
  const [, user = "", address, bracketed, digits] =
    /^([a-z_][a-z0-9_-]*)@(?:([A-Za-z0-9][A-Za-z0-9.-]*)|\[([^\]]*)\]):(\d{1,5})$/.exec(word) ?? [];
  const port = Number(digits);
  if (!(port >= 1 && port <= 65535)) return undefined;
  if (bracketed !== undefined && !isIPv6(bracketed)) return undefined;
  return { user, address: address ?? bracketed ?? "", port };
}
