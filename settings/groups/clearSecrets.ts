import { secretFix } from "../check/fixes.ts";
import { clearSecret } from "../kinds/clearSecrets.ts";
import { isPrivateKey } from "../kinds/texts.ts";
import type { Complaint, Path, Problem } from "../problem.ts";
import { complain, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";

/** Secrets that stand in clear where any value may: told, since only their form gives them away. */

export const clearSecretRules = {
  "secret.clear": "What has the form of a secret is one, and is encrypted. (A warning.)",
} as const satisfies Record<string, string>;

/** The warning; the value is not in it. */
export function inClearHere(what: string, fix: string): Complaint {
  return {
    rule: "secret.clear",
    severity: "warning",
    message: `${what} stands here in clear.`,
    fix: `${fix} Replace the secret itself: this one may have been seen.`,
  };
}

/** Looks at `env` and at GitLab's variables of each app. */
export function checkClearSecrets(stack: Stack): Problem[] {
  return keysAt(stack, ["slipway:apps"]).flatMap((app) => {
    const at = ["slipway:apps", app];
    return [...checkEnv(stack, at), ...checkVariables(stack, at)];
  });
}

function checkEnv(stack: Stack, at: Path): Problem[] {
  return keysAt(stack, [...at, "env"]).flatMap((key) => {
    const path = [...at, "env", key];
    const text = textAt(stack, path) ?? "";
    const what = clearSecret(text);
    // A private key is refused there.
    if (what === undefined || isPrivateKey(text)) return [];
    const fix = `take the line out, and ${secretFix([...at, "secrets", key], stack.name)}`;
    return [complain(stack, path, inClearHere(what, fix))];
  });
}

function checkVariables(stack: Stack, at: Path): Problem[] {
  const variables = [...at, "pipeline", "variables"];
  return keysAt(stack, variables).flatMap((key) => {
    const path = [...variables, key];
    const value = textAt(stack, path) === undefined ? [...path, "value"] : path;
    const what = clearSecret(textAt(stack, value) ?? "");
    if (what === undefined) return [];
    return [complain(stack, value, inClearHere(what, secretFix(value, stack.name)))];
  });
}
