import { isPrivateKey } from "./texts.ts";

/** Secrets that are known by their form. */
const FORMS: [what: string, form: RegExp][] = [
  ["A GitLab token", /\bgl(?:pat|dt|rt|ptt|ft|soat|cbt|oas|agent|imt)-[\w.-]{16,}/],
  ["A GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,})/],
  ["A Slack token", /\bxox[abeprs]-[\w-]{10,}/],
  ["An AWS access key", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["A Stripe key", /\b[rs]k_live_[A-Za-z0-9]{16,}/],
  ["A Google API key", /\bAIza[\w-]{35}/],
  ["A SendGrid key", /\bSG\.[\w-]{16,}\.[\w-]{16,}/],
  ["An npm token", /\bnpm_[A-Za-z0-9]{36}\b/],
  ["A signed token (JWT)", /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/],
  // `postgres://shop:${DB_PASSWORD}@database` names one, and is none.
  ["An address with a password in it", /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:(?!\$)[^\s/@]+@/i],
];

/** What kind of secret a text is or holds, as far as its form tells. */
export function clearSecret(text: string): string | undefined {
  if (isPrivateKey(text)) return "A private key";
  return FORMS.find(([, form]) => form.test(text))?.[0];
}
