import type { EnvironmentApp } from "./model.ts";

/** The tier GitLab guesses from an environment's name (app/models/environment.rb, `guess_tier`). */
export function guessTier(name: string): EnvironmentApp["tier"] {
  if (/dev|review|trunk/i.test(name)) return "development";
  if (/test|tst|int|ac(ce|)pt|qa|qc|control|quality/i.test(name)) return "testing";
  if (/st(a|)g|mod(e|)l|pre|demo|non/i.test(name)) return "staging";
  if (/pr(o|)d|live/i.test(name)) return "production";
  return "other";
}
