import type { Shape } from "../resource.ts";
import { isObject, plain, secret, type Value } from "../values.ts";

/** How to reach a host, as `remote.Command` takes it, with its defaults filled in. */
export interface Connection {
  host: string;
  port: number;
  user: string;
  password?: string;
  privateKey?: string;
  privateKeyPassword?: string;
  /** The host's public key, as in authorized_keys; without one, any is taken. */
  hostKey?: string;
  /** How often dialling may fail before it is given up; -1 never is. */
  dialErrorLimit: number;
  proxy?: Connection;
}

const string = { type: "string" } as const;
const base: Shape = {
  agentSocketPath: string,
  dialErrorLimit: { type: "integer" },
  host: { type: "string", required: true },
  hostKey: string,
  password: string,
  perDialTimeout: { type: "integer" },
  port: { type: "number" },
  privateKey: string,
  privateKeyPassword: string,
  user: string,
};

export const inputs: Shape = {
  addPreviousOutputInEnv: { type: "boolean", absent: null },
  connection: { type: { ...base, proxy: { type: base } }, required: true },
  create: { type: "string", absent: null },
  delete: { type: "string", absent: null },
  environment: { type: "map", absent: null },
  logging: {
    type: "string",
    absent: null,
    values: ["stdout", "stderr", "stdoutAndStderr", "none"],
  },
  stdin: { type: "string", absent: null },
  triggers: { type: "any", absent: null, replaces: true },
  update: { type: "string", absent: null },
};

const connectionDefaults = { dialErrorLimit: 10, perDialTimeout: 15, port: 22, user: "root" };
const secrets = ["password", "privateKey", "privateKeyPassword"];

/** A connection as check gives it back: secret as a whole, and its keys and passwords once more. */
export function checkedConnection(given: Value): Value {
  return secret(filled(plain(given)));
}

function filled(connection: Value): Value {
  if (!isObject(connection)) return connection;
  const { proxy, ...own } = connection;
  const wrapped = Object.entries(own).map(([name, value]): [string, Value] => [
    name,
    secrets.includes(name) ? secret(value) : value,
  ]);
  return {
    ...connectionDefaults,
    ...Object.fromEntries(wrapped),
    ...(proxy === undefined ? {} : { proxy: filled(proxy) }),
  };
}
