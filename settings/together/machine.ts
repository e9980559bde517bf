import { textAt } from "../stack.ts";
import type { Stack } from "../stack.ts";

/**
 * The machine that a server of a stack is: `staging.example.com`, or `staging.example.com:2222`
 * where that is another machine's way in. Nothing where its address is missing.
 */
export function machineOf(stack: Stack, server: string): string | undefined {
  const at = ["slipway:servers", server];
  const address = textAt(stack, [...at, "address"])?.toLowerCase();
  const port = textAt(stack, [...at, "port"]) ?? "22";
  return address === undefined || port === "22" ? address : `${address}:${port}`;
}
