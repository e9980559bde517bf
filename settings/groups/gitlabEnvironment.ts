import { choice, text } from "../kinds/scalars.ts";
import { webAddress } from "../kinds/webAddress.ts";
import type { Complaint } from "../problem.ts";
import { show } from "../words.ts";

/** The environment as GitLab shows it, of each app. */

export const gitlabEnvironmentRules = {
  "app.url": "An environment's address is one that GitLab accepts.",
} as const satisfies Record<string, string>;

function appUrl(text: string): Complaint | undefined {
  const address = webAddress(text);
  if (address && !address.username && !address.password && text.length <= 255) return undefined;
  const bare = /^[\w-]+(\.[\w-]+)+(:\d+)?(\/\S*)?$/.test(text);
  return {
    rule: "app.url",
    message: `${show(text)} is not an address for an environment.`,
    allowed: "an http or https address without a password, at most 255 characters",
    ...(bare && { fix: `write \`https://${text}\`.` }),
  };
}

const tiers = ["production", "staging", "testing", "development", "other"] as const;

/** They stand among an app's own settings. */
export const gitlabEnvironment = {
  url: text(
    {
      description: "The environment's address, shown in GitLab.",
      allowed: "an http or https address",
      example: "https://app.example.com",
      otherwise: "none",
      rules: ["app.url"],
      pattern: "^https?://",
    },
    appUrl,
  ).optional(),
  tier: choice(tiers, {
    description: "The environment's tier in GitLab.",
    example: "production",
    otherwise: "what GitLab would guess from the environment's name",
  }).optional(),
};

type Tier = (typeof tiers)[number];

/** In the words of the provider's ProjectEnvironment. */
export function buildGitLabEnvironment(
  name: string,
  app: { url?: string | undefined; tier?: Tier | undefined },
) {
  return { name, externalUrl: app.url, tier: app.tier ?? guessTier(name) };
}

/** The tier GitLab guesses from an environment's name (app/models/environment.rb, `guess_tier`). */
export function guessTier(name: string): Tier {
  if (/dev|review|trunk/i.test(name)) return "development";
  if (/test|tst|int|ac(ce|)pt|qa|qc|control|quality/i.test(name)) return "testing";
  if (/st(a|)g|mod(e|)l|pre|demo|non/i.test(name)) return "staging";
  if (/pr(o|)d|live/i.test(name)) return "production";
  return "other";
}
