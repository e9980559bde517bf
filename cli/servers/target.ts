import type { Advice } from "./advice.ts";

/** A server to speak to over SSH, whether settings name it or a pipeline's variables. */
export interface Target {
  /** As results and messages name it. */
  name: string;
  address: string;
  port: number;
  user: string;
  /** Lines of known_hosts (sshd(8)), of which the server must show a key. */
  knownHosts: string;
  /** The server's name in those lines. Default: its address and port, as ssh looks them up. */
  alias?: string;
  /** What to do when the connection fails. */
  advice: Advice;
}
