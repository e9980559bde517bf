import { ownPublicKey } from "./addresses.ts";
import { appName } from "./names.ts";
import { group, map, secret, text } from "./parts.ts";

/** A stack's SSH keys. */

function keyPair(description: string) {
  return group(
    {
      public: text(
        {
          description: "The public half.",
          allowed: "a public key",
          example: "ssh-ed25519 AAAA…",
          rules: ["key.public", "key.twice"],
          pattern: "^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*$",
        },
        ownPublicKey,
      ),
      private: secret({
        description: "The private half, in OpenSSH's format and without a passphrase.",
        rules: ["secret.plain", "value.private-key"],
      }),
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
    fingerprint: secret({
      description:
        "Keys the fingerprints that previews show for secrets: 32 random bytes in base64.",
      rules: ["secret.plain", "value.fingerprint"],
    }),
    deployers: map(
      { called: "app", rules: ["app.name"], check: appName, pattern: "^[a-z][a-z0-9-]*$" },
      keyPair("Deploys and rolls back one app; its pipeline holds it."),
      {
        description: "A key pair for each app.",
        otherwise: "none",
        rules: ["app.name", "key.missing", "key.unused"],
      },
    ).default({}),
  },
  {
    description:
      "The stack's SSH keys, one for each thing that may be done on its servers. `npx slipway keys <stack>` makes those that are missing.",
  },
);
