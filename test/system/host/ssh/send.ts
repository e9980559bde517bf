import type { Client, ClientChannel, ExecOptions } from "ssh2";

export interface Ended {
  /** Undefined where the server has ended the connection. */
  code: number | undefined;
  stdout: string;
  stderr: string;
}

/** Asks for a command, says what it is to be told, and waits for its end. */
export function send(
  client: Client,
  command: string,
  body: Buffer,
  options: ExecOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const cut = () => resolve({ code: undefined, stdout: "", stderr: "" });
    client.once("close", cut);
    client.exec(command, options, (error, channel) => {
      if (error) {
        client.off("close", cut);
        reject(error);
        return;
      }
      // What is not read to its end is refused while it is still being sent.
      channel.on("error", () => undefined);
      void ended(channel).then((end) => {
        client.off("close", cut);
        resolve(end);
      });
      channel.end(body);
    });
  });
}

/** What a channel has said, once it is closed. */
export function ended(channel: ClientChannel): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  let code: number | undefined;
  channel.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  channel.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  channel.once("exit", (exit: number | null) => (code = exit ?? undefined));
  return new Promise((resolve) => {
    channel.once("close", () => resolve({ code, stdout, stderr }));
  });
}
