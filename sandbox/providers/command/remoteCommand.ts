import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Readable } from "node:stream";
import type { Client, ClientChannel } from "ssh2";
import type { Context, Resource } from "../resource.ts";
import { isObject, type Value, type Values } from "../values.ts";
import { type Connection, connectionDefaults, connectionShape } from "./connection.ts";

/** Opens an ssh connection; given by the plugin, so that ssh is loaded only when it is needed. */
export interface Dialer {
  connect(connection: Connection, signal: AbortSignal): Promise<Client>;
}

type Work = Context<Dialer>;

const string = { type: "string" } as const;

/**
 * `command:remote:Command`: runs a command over ssh when it is created, again when anything but its
 * triggers changes, and (if it has one) another when it is deleted. Nothing is ever read back.
 */
export const remoteCommand: Resource<Dialer> = {
  inputs: {
    addPreviousOutputInEnv: { type: "boolean", absent: null },
    connection: { type: connectionShape, required: true },
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
    update: { ...string, absent: null },
  },
  outputs: ["stderr", "stdout"],
  recomputes: true,
  secrets: ["connection"],

  defaults: (inputs) => ({ ...inputs, connection: fill(inputs["connection"] ?? null) }),

  async create(inputs, context, name) {
    const id = `${name}${randomBytes(4).toString("hex")}`;
    const output = await run(inputs["create"], inputs, context);
    return { id, state: { ...inputs, stdout: "", stderr: "", ...output } };
  },

  async update(_, state, inputs, context) {
    const output = await run(inputs["update"] ?? inputs["create"], inputs, context);
    const { stdout = "", stderr = "" } = state;
    return { ...inputs, stdout, stderr, ...output };
  },

  async delete(_, state, context) {
    await run(state["delete"], state, context);
  },
};

function fill(connection: Value): Value {
  if (!isObject(connection)) return connection;
  // A secret's wrapper is left around what it wraps.
  if (isObject(connection["value"] ?? null) && !("host" in connection)) {
    return { ...connection, value: fill(connection["value"] ?? null) };
  }
  const { proxy } = connection;
  return {
    ...connectionDefaults,
    ...connection,
    ...(proxy === undefined ? {} : { proxy: fill(proxy) }),
  };
}

interface Output {
  stdout: string;
  stderr: string;
}

async function run(
  command: Value | undefined,
  inputs: Values,
  context: Work,
): Promise<Output | undefined> {
  if (typeof command !== "string") return undefined;
  if (Object.keys((inputs["environment"] ?? {}) as Values).length > 0) {
    throw new Error(
      "could not set environment variables: sshd takes those only that its AcceptEnv names. Send them on stdin.",
    );
  }
  const connection = inputs["connection"] as unknown as Connection;
  const client = await context.client.connect(connection, context.signal);
  try {
    return await execute(client, command, inputs, context);
  } finally {
    client.end();
  }
}

/** Listens from the first moment on: an answer may come in one piece with the channel's opening. */
function execute(client: Client, command: string, inputs: Values, context: Work): Promise<Output> {
  return new Promise((resolve, reject) => {
    client.on("error", reject);
    client.exec(command, (error, channel) => {
      if (error) reject(error);
      else listen(channel, inputs, context, command).then(resolve, reject);
    });
  });
}

async function listen(
  channel: ClientChannel,
  inputs: Values,
  context: Work,
  command: string,
): Promise<Output> {
  const logging = inputs["logging"] ?? "stdoutAndStderr";
  const [stdout, stderr, both]: string[][] = [[], [], []];
  const collect = (stream: Readable, name: string, own: string[] = []) => {
    const logs = logging === name || logging === "stdoutAndStderr";
    stream.setEncoding("utf8").on("data", (text: string) => {
      own.push(text);
      both?.push(text);
      const lines = logs ? text.split("\n").filter((line) => line !== "") : [];
      for (const line of lines) context.log(line);
    });
  };
  collect(channel, "stdout", stdout);
  collect(channel.stderr, "stderr", stderr);
  const allHeard = once(channel.stderr, "close");
  const closed = new Promise<string | undefined>((resolve, reject) => {
    channel.on("close", (status?: number | null, signal?: string) =>
      resolve(failureOf(status, signal)),
    );
    channel.on("error", reject);
  });
  channel.end(typeof inputs["stdin"] === "string" ? inputs["stdin"] : "");

  const [failure] = await Promise.all([closed, allHeard]);
  if (failure !== undefined) {
    throw new Error(`${failure}: running ${JSON.stringify(command)}:\n${both?.join("") ?? ""}`);
  }
  const trimmed = (parts: string[] = []) => parts.join("").replace(/\n$/, "");
  return { stdout: trimmed(stdout), stderr: trimmed(stderr) };
}

/** How a command ended, in the words of Go's ssh client; undefined when it went well. */
function failureOf(status?: number | null, signal?: string): string | undefined {
  if (status === 0) return undefined;
  if (typeof status === "number") return `Process exited with status ${status}`;
  if (signal) return `Process exited with status 1 from signal ${signal.replace(/^SIG/, "")}`;
  return "wait: remote command exited without exit status or exit signal";
}
