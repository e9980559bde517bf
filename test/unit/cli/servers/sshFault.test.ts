import { expect, it } from "vitest";
import { faultOf } from "../../../../cli/servers/sshFault.ts";

/** OpenSSH's own words, at its log level ERROR. */
it.each([
  ["Host key verification failed.", "host key"],
  ['Load key "/key": error in libcrypto\nroot@h: Permission denied (publickey).', "key"],
  ["root@h: Permission denied (publickey).", "login"],
  ["ssh: connect to host h port 22: Connection refused", "unreachable"],
  // It listens, or what stands before it does, and has let nobody in: nothing was asked.
  ["kex_exchange_identification: Connection closed by remote host", "unreachable"],
  [
    "kex_exchange_identification: read: Connection reset by peer\nConnection reset by h port 22",
    "unreachable",
  ],
  ["Connection timed out during banner exchange\nConnection to h port 22 timed out", "unreachable"],
  ["client_loop: send disconnect: Broken pipe", "lost"],
  ["Connection to h closed by remote host.", "lost"],
  // It answers no more: that ssh has waited in vain is no error to it.
  ["", "lost"],
])("takes %j for: %s", (log, kind) => {
  expect(faultOf(log).kind).toBe(kind);
});

it("repeats what ssh says of a server that it can't reach", () => {
  const fault = faultOf("ssh: connect to host h port 22: Connection refused\n");
  expect(fault).toMatchObject({ said: "connect to host h port 22: Connection refused" });
});
