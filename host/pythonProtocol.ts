import { limits, patterns } from "./limits.ts";
import { allowed, exitCode, protocol } from "./protocol.ts";

/** What slipway-host has of the protocol, as Python. */
export function pythonProtocol(): string {
  const roles = Object.entries(allowed).map(
    ([role, actions]) =>
      `    ${JSON.stringify(role)}: (${actions.map((action) => `"${action}"`).join(", ")}),`,
  );
  return [
    '"""Generated from host/protocol.ts and host/limits.ts by `npm run host`."""',
    "",
    "from __future__ import annotations",
    "",
    `PROTOCOL = ${protocol}`,
    "",
    ...constants(exitCode),
    "",
    "ALLOWED: dict[str, tuple[str, ...]] = {",
    ...roles,
    "}",
    "",
    ...constants(limits),
    "",
    ...constants(patterns),
    "",
  ].join("\n");
}

/** JSON's numbers and texts are Python's as well. */
function constants(of: Record<string, string | number>): string[] {
  return Object.entries(of).map(([name, value]) => `${upperCase(name)} = ${JSON.stringify(value)}`);
}

function upperCase(name: string): string {
  return name.replace(/[A-Z]/g, "_$&").toUpperCase();
}
