/** What `keys --json` prints. No private key is ever printed. */
export interface KeysResult {
  file: string;
  made: string[];
  kept: string[];
  /** For the administrator's authorized_keys on each server. */
  bootstrap: string | undefined;
  servers: { name: string; address: string; port: number; administrator: string }[];
}

/** What was made, and where the first contact's key has to go. */
export function renderKeys(result: KeysResult, stack: string): string {
  const { file, made, kept, bootstrap, servers } = result;
  const lines = [
    made.length > 0
      ? `Made in ${file}, private halves encrypted: ${made.join(", ")}.`
      : `${file} has all its keys; nothing was changed.`,
  ];
  if (made.length > 0 && kept.length > 0) lines.push(`Kept: ${kept.join(", ")}.`);
  if (bootstrap !== undefined && (made.includes("bootstrap") || made.length === 0)) {
    lines.push(
      "",
      "The first contact's public key. Put this line into ~/.ssh/authorized_keys of",
      ...(servers.length > 0
        ? servers.map(
            ({ name, address, port, administrator }) =>
              `  ${administrator} on ${name} (${address}, port ${port})`,
          )
        : [`  root on each server that you are going to name in ${file}`]),
      "",
      `${bootstrap} slipway ${stack} bootstrap`,
    );
  }
  if (made.length > 0) {
    lines.push(
      "",
      `Next: npx slipway check ${stack}, commit ${file}, and npx slipway up ${stack}, which writes the other keys to the servers.`,
    );
  }
  return lines.join("\n");
}
