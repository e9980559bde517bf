import { z } from "zod";
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
    },
    baseUrl,
  ),
  "gitlab:token": secret({
    description:
      "The token that `up` uses. In a pipeline it is better given as the variable `GITLAB_TOKEN`.",
    otherwise: "the environment variable `GITLAB_TOKEN`",
  }).optional(),
};

/** Whether a key of `config` belongs to Pulumi or its providers, who check it themselves. */
export function isOthers(key: string): boolean {
  const [namespace, name] = key.split(":", 2) as [string, string | undefined];
  if (namespace === "gitlab") return name !== undefined && providerSettings.includes(name);
  return name !== undefined && ["pulumi", "command", "docker"].includes(namespace);
}

/** A stack file around its `config`: the rest is Pulumi's own. */
export function stackFile<Config extends z.ZodType>(config: Config) {
  return z.strictObject({
    config,
    encryptionsalt: z.string().optional(),
    encryptedkey: z.string().optional(),
    secretsprovider: z.string().optional(),
    environment: z.unknown().optional(),
  });
}
