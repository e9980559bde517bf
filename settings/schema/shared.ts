import { baseUrl } from "./addresses.ts";
import { secret, text, whole } from "./parts.ts";

/** What every stack file says. */

/** The version of the settings that this Slipway reads. */
const CURRENT = 1;

export const version = whole(
  1,
  CURRENT,
  {
    description: `The version of the settings. This Slipway reads version ${CURRENT}.`,
    allowed: `\`${CURRENT}\``,
    example: String(CURRENT),
    rules: ["version"],
  },
  (value) => ({
    rule: "version",
    message: `This Slipway does not read version ${value} of the settings.`,
    allowed: `\`${CURRENT}\``,
    fix: "merge the Slipway that reads it, or go back to the settings that this one reads.",
  }),
);

/** Settings of Pulumi's GitLab provider that Slipway leaves to it. */
const providerSettings = [
  "cacertFile",
  "clientCert",
  "clientKey",
  "configFile",
  "context",
  "earlyAuthCheck",
  "enableAutoCiSupport",
  "headers",
  "insecure",
  "retries",
];

export const gitlabSettings = {
  "gitlab:baseUrl": text(
    {
      description: "GitLab's API, with a slash at its end. The same in all stacks.",
      allowed: "the API's address",
      example: "https://gitlab.example.com/api/v4/",
      rules: ["gitlab.base-url", "gitlab.one"],
      pattern: String.raw`^https?://\S+/api/v4/$`,
    },
    baseUrl,
  ),
  "gitlab:token": secret({
    description:
      "The token that `up` uses. In a pipeline it is better given as the variable `GITLAB_TOKEN`.",
    otherwise: "the environment variable `GITLAB_TOKEN`",
  }).optional(),
};

/** Keys of `config` that belong to Pulumi or its providers, who check them themselves. */
export const othersPattern = `^((pulumi|command|docker):.+|gitlab:(${providerSettings.join("|")}))$`;

export function isOthers(key: string): boolean {
  return new RegExp(othersPattern).test(key);
}
