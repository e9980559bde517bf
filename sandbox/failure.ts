/** What `slipway … --json` reports of a failure (cli/engine/recorder.ts, OperationResult). */
interface Failed {
  messages?: { severity: string; message: string; resource?: string }[];
  error?: string;
}

/** In words for a person: the errors of an operation's JSON; empty where it holds none. */
export function failureOf(json: string): string {
  let failed: Failed;
  try {
    failed = JSON.parse(json) as Failed;
  } catch {
    return json.trim();
  }
  const errors = (failed.messages ?? []).filter(({ severity }) => severity === "error");
  const lines = errors.map(({ message, resource }) =>
    [resource, message.trim()].filter((part) => part !== undefined).join(": "),
  );
  return (lines.length > 0 ? lines : [failed.error ?? ""]).join("\n");
}
