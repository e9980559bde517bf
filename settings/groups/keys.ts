import type { z } from "zod";
import type { CheckPlain } from "../kinds/about.ts";
import { group, map } from "../kinds/collections.ts";
import { appKey } from "../kinds/names.ts";
import { checkPublicKey, publicKeyPattern } from "../kinds/publicKey.ts";
import { secret, text } from "../kinds/scalars.ts";
import type { InClear } from "../kinds/secrets.ts";
import { algorithms, privateKeyFault } from "../kinds/ssh.ts";
import type { Complaint, Problem } from "../problem.ts";
import { complain, isMapAt, isOtherAt, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { likely, meant, oneOf, show } from "../words.ts";

export const keyRules = {
  "key.public": "A public key is an ed25519 or ecdsa key without a comment.",
  "key.missing": "Each app has its deployer's key.",
  "key.unused": "A deployer's key belongs to an app of the stack.",
  "key.twice": "Each key pair does one thing.",
  "value.private-key":
    "A private key is OpenSSH's, without a passphrase, and fits its public half.",
  "value.fingerprint": "The fingerprints' key is 32 bytes in base64.",
} as const satisfies Record<string, string>;

function publicKey(text: string): Complaint | undefined {
  const allowed = `a public key of ${oneOf(algorithms)}, without a comment`;
  const fix = "take the pair out, and run `npx slipway keys <stack>`.";
  return checkPublicKey(text, "key.public", "a public key", allowed, fix);
}

const privateKey: CheckPlain = (plain, { stack, beside }) => {
  const other = beside("public");
  if (other === undefined || publicKey(other) !== undefined) return undefined;
  const messages = {
    form: "This is not a private key in OpenSSH's format.",
    newline: "The private key's last line has no end, and ssh refuses such a file.",
    passphrase: "The private key has a passphrase, which nobody could type.",
    other: "The private key does not belong to the public one beside it.",
  };
  const fault = privateKeyFault(plain, other);
  if (fault === undefined) return undefined;
  const fix = `take the pair out, and run \`npx slipway keys ${stack}\`.`;
  return { rule: "value.private-key", message: messages[fault], fix };
};

const fingerprintKey: CheckPlain = (plain, { stack }) => {
  const bytes = Buffer.from(plain, "base64");
  if (bytes.length === 32 && bytes.toString("base64") === plain) return undefined;
  return {
    rule: "value.fingerprint",
    message: "The fingerprints' key is not 32 bytes in base64.",
    fix: `take it out, and run \`npx slipway keys ${stack}\`.`,
  };
};

function keyPair(description: string) {
  return group(
    {
      public: text(
        {
          description: "The public half.",
          allowed: "a public key",
          example: "ssh-ed25519 AAAA…",
          rules: ["key.public", "key.twice"],
          pattern: publicKeyPattern,
        },
        publicKey,
      ),
      private: secret(
        {
          description: "The private half, in OpenSSH's format and without a passphrase.",
          rules: ["secret.plain", "value.private-key"],
        },
        privateKey,
      ),
    },
    { description },
  );
}

export const keys = group(
  {
    bootstrap: keyPair(
      "The first contact with a server, as its administrator. Its public half is put on the server by hand.",
    ),
    configurator: keyPair("Lays configurations down; used by `up`."),
    observer: keyPair("Reads status and history."),
    fingerprint: secret(
      {
        description:
          "Keys the fingerprints that previews show for secrets: 32 random bytes in base64.",
        rules: ["secret.plain", "value.fingerprint"],
      },
      fingerprintKey,
    ),
    deployers: map(appKey, keyPair("Deploys and rolls back one app; its pipeline holds it."), {
      description: "A key pair for each app.",
      otherwise: "none",
      rules: ["app.name", "key.missing", "key.unused"],
    }).default({}),
  },
  {
    description:
      "The stack's SSH keys, one for each thing that may be done on its servers. `npx slipway keys <stack>` makes those that are missing.",
  },
);

/** A stack's keys, one for each thing that may be done on its servers; private halves in clear. */
export type KeySettings = InClear<z.infer<typeof keys>>;

/** An SSH key pair in OpenSSH's formats: the public half without a comment, the private half whole. */
export type KeyPair = KeySettings["bootstrap"];

/**
 * Each app has its deployer's key, and each deployer's key its app.
 *
 * @param known the platform's apps, where they are known: one that is not among them is reported as
 *   such, and what it would want for, or leave without use, comes of that
 */
export function checkDeployers(stack: Stack, known: string[] | undefined): Problem[] {
  const at = ["slipway:keys", "deployers"];
  if (!isMapAt(stack, ["slipway:keys"]) || isOtherAt(stack, at)) return [];
  if (isOtherAt(stack, ["slipway:apps"])) return [];
  const apps = keysAt(stack, ["slipway:apps"]);
  const deployers = keysAt(stack, at);
  const isKnown = (app: string) => known?.includes(app) ?? true;
  const meantApps = apps.filter((app) => !isKnown(app)).map((app) => likely(app, known ?? []));
  const missing = apps.filter((app) => !deployers.includes(app) && isKnown(app));
  const unused = deployers.filter((app) => !apps.includes(app) && !meantApps.includes(app));
  return [
    ...missing.map((app) =>
      complain(stack, [...at, app], {
        rule: "key.missing",
        message: `\`${app}\` has no deployer's key.`,
        fix: `run \`npx slipway keys ${stack.name}\`.`,
      }),
    ),
    ...unused.map((app) => {
      const message = `${show(app)} is not an app of this stack.`;
      const complaint: Complaint = { rule: "key.unused", message, ...meant(app, apps) };
      return complain(stack, [...at, app], complaint, "key");
    }),
  ];
}

/** sshd takes the first line with a key, so a key that stands twice would do the wrong thing. */
export function checkKeysDiffer(environments: Stack[]): Problem[] {
  const owners = new Map<string, { role: string; file: string }>();
  return environments.flatMap((stack) => {
    const at = "slipway:keys";
    const roles = ["bootstrap", "configurator", "observer"].map((role) => [at, role, "public"]);
    const deployers = keysAt(stack, [at, "deployers"]).map((app) => [
      at,
      "deployers",
      app,
      "public",
    ]);
    return [...roles, ...deployers].flatMap((path) => {
      const key = textAt(stack, path)?.split(" ").slice(0, 2).join(" ");
      if (key === undefined) return [];
      const role = path.slice(1, -1).join(".");
      const owner = owners.get(key);
      owners.set(key, owner ?? { role, file: stack.yaml.file });
      // The first contact is an administrator's, who may be the same everywhere.
      if (owner === undefined || (role === "bootstrap" && owner.role === role)) return [];
      const message = `This is the key of \`${owner.role}\` in ${owner.file} already.`;
      const fix = `take the pair out, and run \`npx slipway keys ${stack.name}\`.`;
      return [complain(stack, path, { rule: "key.twice", message, fix })];
    });
  });
}
