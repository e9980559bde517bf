import type { Complaint } from "./problem.ts";
import { isPrivateKey } from "./schema/values.ts";
import { privateKeyFault } from "./ssh.ts";

/** The rules for values that may be secret. No message holds a value. */

/** A GitLab variable with its value in clear. */
export interface Variable {
  key: string;
  value: string;
  type: "env_var" | "file";
  masked: boolean;
  raw: boolean;
}

// GitLab's app/models/concerns/ci/maskable.rb. Ruby's \S knows the spaces of ASCII only.
const MASKABLE_RAW = /^[^ \t\r\n\f\v\0]{8,}$/;
const MASKABLE = /^[a-zA-Z0-9_+=/@:.~-]{8,}$/;

/**
 * What GitLab would refuse, or a job would get wrong, in a variable.
 *
 * @param names of the variables that jobs see besides GitLab's own
 */
export function checkVariable(variable: Variable, names: readonly string[]): Complaint[] {
  const { value, type, masked, raw } = variable;
  const complaints: Complaint[] = [];
  const characters = [...value].length;
  if (characters > 10_000) {
    complaints.push({
      rule: "value.length",
      message: `The value has ${characters} characters.`,
      allowed: "at most 10,000",
      fix: "keep it elsewhere, and give jobs what opens it.",
    });
  }
  if (type === "env_var" && /[\r\n]/.test(value)) {
    complaints.push({
      rule: "value.lines",
      message: "The value has several lines.",
      fix: "give it `type: file` and `masked: false` under `pipeline.variables`.",
    });
  } else if (masked && !(raw ? MASKABLE_RAW : MASKABLE).test(value)) {
    complaints.push({ rule: "value.masked", ...unmaskable(value, raw) });
  } else if (masked && (names.includes(value) || /^(CI|GITLAB)_[A-Z0-9_]+$/.test(value))) {
    complaints.push({
      rule: "value.masked-name",
      message: "The value is the name of a variable, and GitLab masks no such value.",
      fix: "choose another value, or give it `masked: false` under `pipeline.variables`.",
    });
  }
  if (type === "file" && isPrivateKey(value) && !value.endsWith("\n")) {
    complaints.push({
      rule: "value.key-newline",
      message: "The private key's last line has no end, and ssh refuses such a file.",
      fix: "set it again, with its last newline.",
    });
  }
  return complaints;
}

function unmaskable(value: string, raw: boolean): Omit<Complaint, "rule"> {
  const fix = "choose such a value, or give it `masked: false` under `pipeline.variables`.";
  if (raw) {
    const allowed = "at least 8 characters on one line, none of them a space";
    return { message: "GitLab cannot mask this value.", allowed, fix };
  }
  const allowed = "at least 8 of the letters, digits and `_+=/@:.~-`";
  const rawFix = MASKABLE_RAW.test(value)
    ? "take `raw: false` out, or write `masked: false`."
    : fix;
  return { message: "GitLab cannot mask this value while it expands `$`.", allowed, fix: rawFix };
}

/** The private half of a key pair. */
export function checkPrivateKey(
  value: string,
  publicKey: string,
  stack: string,
): Complaint | undefined {
  const messages = {
    form: "This is not a private key in OpenSSH's format.",
    newline: "The private key's last line has no end, and ssh refuses such a file.",
    passphrase: "The private key has a passphrase, which nobody could type.",
    other: "The private key does not belong to the public one beside it.",
  };
  const fault = privateKeyFault(value, publicKey);
  if (fault === undefined) return undefined;
  const fix = `take the pair out, and run \`npx slipway keys ${stack}\`.`;
  return { rule: "value.private-key", message: messages[fault], fix };
}

export function checkFingerprintKey(value: string, stack: string): Complaint | undefined {
  const bytes = Buffer.from(value, "base64");
  if (bytes.length === 32 && bytes.toString("base64") === value) return undefined;
  return {
    rule: "value.fingerprint",
    message: "The fingerprints' key is not 32 bytes in base64.",
    fix: `take it out, and run \`npx slipway keys ${stack}\`.`,
  };
}

export function checkNotEmpty(value: string): Complaint | undefined {
  if (value !== "") return undefined;
  const fix = "set it, or move the key to `env` if it is meant to be empty.";
  return { rule: "value.empty", message: "The secret is empty.", fix };
}
