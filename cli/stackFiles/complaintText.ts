import type { Complaint } from "../../settings/problem.ts";

/** A complaint about what the command line says, in one line. */
export function complaintText({ message, allowed, fix }: Complaint): string {
  const parts = [message, allowed && `Allowed: ${allowed}.`, fix && `Fix: ${fix}`];
  return parts.filter(Boolean).join(" ");
}
