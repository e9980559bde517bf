import { secret, text } from "../kinds/scalars.ts";
import { webAddress } from "../kinds/webAddress.ts";
import type { Complaint, Problem } from "../problem.ts";
import { complain, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { show } from "../words.ts";

/** GitLab itself: every stack talks to the same one. */

export const gitlabRules = {
  "gitlab.base-url": "`gitlab:baseUrl` is the API's address, with its slash.",
  "gitlab.one": "All stacks talk to one GitLab.",
} as const satisfies Record<string, string>;

export function baseUrl(text: string): Complaint | undefined {
  const address = webAddress(/^https?:/.test(text) ? text : `https://${text}`);
  const complaint: Complaint = {
    rule: "gitlab.base-url",
    message: `${show(text)} is not the address of GitLab's API.`,
    allowed:
      "the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`",
  };
  if (!address || address.search || address.hash || address.username) return complaint;
  if (text.startsWith("http") && address.pathname.endsWith("/api/v4/")) return undefined;
  const root = address.href.replace(/\/+$/, "").replace(/\/api(\/v\d+)?$/, "");
  return { ...complaint, fix: `write \`${root}/api/v4/\`.` };
}

/** They stand beside the groups of each stack, in the namespace of Pulumi's provider. */
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

/** `baseUrl`: the API's address, with a slash at its end. */
export function buildGitLab(config: { "gitlab:baseUrl": string }) {
  return { baseUrl: config["gitlab:baseUrl"] };
}

/** The platform's GitLab is everybody's; without a platform, the first stack's. */
export function checkOneGitLab(stacks: Stack[]): Problem[] {
  const path = ["gitlab:baseUrl"];
  const isGood = (address?: string) => address !== undefined && baseUrl(address) === undefined;
  const first = stacks.find((stack) => isGood(textAt(stack, path)));
  const wanted = first && textAt(first, path);
  return stacks.flatMap((stack) => {
    const address = textAt(stack, path);
    if (address === undefined || address === wanted || baseUrl(address)) return [];
    const message = `${show(address)} is not the GitLab of ${first!.yaml.file}.`;
    const fix = `write \`${wanted}\`.`;
    return [complain(stack, path, { rule: "gitlab.one", message, fix })];
  });
}

/** Settings of Pulumi's GitLab provider that Slipway leaves to it: all but those above. */
export const providerSettings = [
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

/** Keys of `config` that belong to Pulumi or its providers, who check them themselves. */
export const othersPattern = `^((pulumi|command|docker):.+|gitlab:(${providerSettings.join("|")}))$`;

export function isOthers(key: string): boolean {
  return new RegExp(othersPattern).test(key);
}
