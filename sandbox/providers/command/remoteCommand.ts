import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Readable } from "node:stream";
import type { Client, ClientChannel } from "ssh2";
import type { Context, Resource } from "../resource.ts";
import type { Value, Values } from "../values.ts";
import { checkedConnection, type Connection, inputs } from "./inputs.ts";
import { failureOf } from "./words.ts";

/** Opens an ssh connection; given by the plugin, so that ssh is loaded only when it is needed. */
export interface Dialer {
  connect(connection: Connection, step: Step): Promise<Client>;
}

type Work = Context<Dialer>;
type Step = Pick<Context<unknown>, "signal" | "log">;

/**
 * `command:remote:Command`: runs a command over ssh when it is created, again when anything but its
 * triggers changes, and (if it has one) another when it is deleted. Nothing is ever read back.
 */
export const remoteCommand: Resource<Dialer> = {
  inputs,
  outputs: ["stderr", "stdout"],
  recomputes: true,

  defaults: ({ connection = null, ...given }) => ({
    ...given,
    connection: checkedConnection(connection),
  }),

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
  const [variable] = Object.keys((inputs["environment"] ?? {}) as Values);
  if (variable !== undefined) {
    // sshd takes those only that its AcceptEnv names, and the sandbox's names none.
    throw new Error(`could not set environment variable "${variable}": ssh: setenv failed`);
  }
  const connection = inputs["connection"] as unknown as Connection;
  const client = await context.client.connect(connection, context);
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
  let sent = false;
  channel.end(typeof inputs["stdin"] === "string" ? inputs["stdin"] : "", () => (sent = true));

  const [ended] = await Promise.all([closed, allHeard]);
  // A command that ends well before it has read everything counts as failed all the same.
  const failure = ended ?? (sent ? undefined : "EOF");
  if (failure !== undefined) {
    throw new Error(`${failure}: running ${JSON.stringify(command)}:\n${both?.join("") ?? ""}`);
  }
  const trimmed = (parts: string[] = []) => parts.join("").replace(/\n$/, "");
  return { stdout: trimmed(stdout), stderr: trimmed(stderr) };
}
