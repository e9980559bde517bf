import type { Check, CheckPlain } from "../kinds/about.ts";
import { map } from "../kinds/collections.ts";
import { must } from "../kinds/names.ts";
import { secret, text } from "../kinds/scalars.ts";
import { isPrivateKey } from "../kinds/texts.ts";
import type { Complaint, Path, Problem } from "../problem.ts";
import { complain, keysAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { show } from "../words.ts";

/** The lines of `.env`, plain and secret. */

export const envRules = {
  "env.name": "A key of `.env` is letters, digits and `_`.",
  "env.steers": "A key of `.env` does not steer Compose, Docker or the shell.",
  "env.value": "A value of `.env` is text without NUL that Linux can pass on.",
  "env.private-key": "A private key is a secret.",
  "env.and-secret": "A key stands in `env` or in `secrets`, not in both.",
  "value.empty": "A secret is not empty.",
} as const satisfies Record<string, string>;

/** What Compose and Docker take from `.env` for themselves, and what would break a program's start. */
const STEERING =
  /^(IMAGE|PATH|HOME|PWD|SHELL|IFS|(COMPOSE|DOCKER|BUILDKIT|BUILDX|LD|BASH|SLIPWAY)_.*)$/i;

function envName(name: string): Complaint | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,254}$/.test(name)) {
    const allowed = "letters, digits and `_`, at most 255, no digit first";
    return must("env.name", name, "a key for `.env`", allowed);
  }
  if (!STEERING.test(name)) return undefined;
  const message = `${show(name)} steers Compose, Docker or the shell, and is not the app's to set.`;
  return { rule: "env.steers", message, fix: "give it another name." };
}

/** Linux passes a variable on in at most 131,072 bytes, its name, `=` and last NUL included. */
const LONGEST = 130_000;

/** A value of `.env`, plain or secret. */
const envValue: Check<string> = (value) => {
  const allowed = "text without NUL, at most 130,000 bytes";
  const refused = (message: string): Complaint => ({ rule: "env.value", message, allowed });
  if (value.includes("\0")) {
    return refused("This value has a NUL in it, which no program can be given.");
  }
  if (/\p{Surrogate}/u.test(value)) {
    return refused("This value has half a character in it (a lone surrogate).");
  }
  const bytes = Buffer.byteLength(value);
  if (bytes <= LONGEST) return undefined;
  return refused(`This value has ${bytes} bytes, more than Linux passes on.`);
};

/** `env` is shown in previews, so it is no place for a key. */
const noPrivateKey: Check<string> = (value) =>
  isPrivateKey(value)
    ? {
        rule: "env.private-key",
        message: "A private key stands where values are shown in clear.",
        fix: "make it a secret (`npx slipway secret set`), and replace the key: this one may have been seen.",
      }
    : undefined;

const notEmpty: CheckPlain = (plain) => {
  if (plain !== "") return undefined;
  const fix = "set it, or move the key to `env` if it is meant to be empty.";
  return { rule: "value.empty", message: "The secret is empty.", fix };
};

const key = {
  called: "KEY",
  rules: ["env.name" as const, "env.steers" as const],
  check: envName,
  pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
};

export const env = map(
  key,
  text(
    {
      description: "The value, shown in previews.",
      allowed: "text",
      example: "Warning",
      rules: ["env.value", "env.private-key"],
    },
    envValue,
    noPrivateKey,
  ),
  {
    description: "Plain lines of `.env`.",
    example: "{ LOG_LEVEL: Warning }",
    rules: ["env.name", "env.steers", "env.and-secret"],
  },
);

export const secrets = map(
  key,
  secret(
    {
      description: "The value, encrypted.",
      rules: ["secret.plain", "env.value", "value.empty"],
    },
    notEmpty,
    envValue,
  ),
  {
    description:
      "Secret lines of `.env`. `npx slipway secret set <stack> <app> <KEY>` writes them.",
    example: "{ DB_PASSWORD: { secure: … } }",
    rules: ["env.name", "env.steers"],
  },
);

export function checkEnv(stack: Stack, at: Path): Problem[] {
  const secretKeys = keysAt(stack, [...at, "secrets"]);
  const both = keysAt(stack, [...at, "env"]).filter((key) => secretKeys.includes(key));
  return both.map((key) => {
    const message = `\`${key}\` stands in \`secrets\` as well.`;
    const complaint = { rule: "env.and-secret", message, fix: "take one of the two out." } as const;
    return complain(stack, [...at, "env", key], complaint, "key");
  });
}
