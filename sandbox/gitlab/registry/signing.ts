import { execFileSync } from "node:child_process";
import { createPrivateKey, sign, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/** The one who signs, as a registry's configuration names him: GitLab's own default. */
export const issuer = "gitlab-issuer";

/**
 * The certificate that a registry trusts: what its key has signed is GitLab's word. It is made once
 * for a GitLab's folder, where its key stays.
 */
export function signingCertificate(folder: string): string {
  const [certificate, key] = files(folder);
  if (existsSync(certificate)) return certificate;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const half = `${certificate}.${process.pid}`;
  try {
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "3650"],
        ...["-subj", `/CN=${issuer}`, "-keyout", `${half}.key`, "-out", half],
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    renameSync(`${half}.key`, key);
    // Last: with it, both are there.
    renameSync(half, certificate);
  } finally {
    for (const left of [half, `${half}.key`]) rmSync(left, { force: true });
  }
  return certificate;
}

/** A JSON Web Token of these claims, with the certificate of the key that has signed it. */
export function signed(folder: string, claims: object): string {
  const certificate = new X509Certificate(readFileSync(signingCertificate(folder)));
  const header = { typ: "JWT", alg: "RS256", x5c: [certificate.raw.toString("base64")] };
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const key = createPrivateKey(readFileSync(files(folder)[1]));
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}

function files(folder: string): [certificate: string, key: string] {
  return [join(folder, "registry.crt"), join(folder, "registry.key")];
}
