import { randomBytes } from "node:crypto";
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

async function execute(
  client: Client,
  command: string,
  inputs: Values,
  context: Work,
): Promise<Output> {
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.exec(command, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const logging = inputs["logging"] ?? "stdoutAndStderr";
  const logs = (stream: string) => logging === stream || logging === "stdoutAndStderr";
  let [stdout, stderr, both] = ["", "", ""];
  const lines = (text: string) => {
    for (const line of text.split("\n").filter((part) => part !== "")) context.log(line);
  };
  channel.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    both += text;
    if (logs("stdout")) lines(text);
  });
  channel.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    both += text;
    if (logs("stderr")) lines(text);
  });

  const ended = new Promise<string | undefined>((resolve, reject) => {
    let outcome: string | undefined =
      "wait: remote command exited without exit status or exit signal";
    channel.on("exit", (status: number | null, signal?: string) => {
      if (status === 0) outcome = undefined;
      else if (status !== null) outcome = `Process exited with status ${status}`;
      else
        outcome = `Process exited with status 1 from signal ${(signal ?? "").replace(/^SIG/, "")}`;
    });
    channel.on("close", () => resolve(outcome));
    channel.on("error", reject);
    client.on("error", reject);
  });
  channel.end(typeof inputs["stdin"] === "string" ? inputs["stdin"] : "");
  const failure = await ended;
  if (failure !== undefined) {
    throw new Error(`${failure}: running ${JSON.stringify(command)}:\n${both}`);
  }
  return { stdout: stdout.replace(/\n$/, ""), stderr: stderr.replace(/\n$/, "") };
}
