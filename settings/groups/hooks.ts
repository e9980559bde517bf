import type { z } from "zod";
import type { CheckPlain } from "../kinds/about.ts";
import { group, list, map } from "../kinds/collections.ts";
import { isPlainName, must, plainNamePattern } from "../kinds/names.ts";
import { choice, flag, secret, text } from "../kinds/scalars.ts";
import type { Reveal } from "../kinds/secrets.ts";
import { valueAt } from "../kinds/walk.ts";
import { isLoopback, webAddress } from "../kinds/webAddress.ts";
import type { Complaint, Path, Problem } from "../problem.ts";
import { complain, keysAt, textAt, textsAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { show } from "../words.ts";
import { branchPattern } from "./branchName.ts";

/** Whom GitLab tells of what happens in an app's project: its webhooks. */

export const hookRules = {
  "hook.name": "A webhook's name is short and plain.",
  "hook.url": "A webhook's address is an http or https address without a password.",
  "hook.plain": "A webhook is told over https, unless its settings say that nothing is verified.",
  "hook.token": "A webhook's token is one line.",
  "hook.branches": "`branches` narrows pushes down, so `push` is among the `events`.",
} as const satisfies Record<string, string>;

function hookName(name: string): Complaint | undefined {
  if (isPlainName(name, 40)) return undefined;
  const allowed = "a small letter, then small letters, digits and `-`, at most 40 characters";
  return must("hook.name", name, "a name for a webhook", allowed);
}

function hookUrl(text: string): Complaint | undefined {
  const address = webAddress(text);
  const isSecret = address !== undefined && (address.username || address.password) !== "";
  if (address && !isSecret) return undefined;
  return {
    rule: "hook.url",
    message: isSecret
      ? "A password stands in this address, and everybody who sees the settings sees it."
      : `${show(text)} is not an address that GitLab can post to.`,
    allowed: "an http or https address without a password",
    ...(isSecret && {
      fix: "take it out, replace it, since it may have been seen, and let the receiver go by the `token`.",
    }),
  };
}

/** GitLab's app/models/hooks/web_hook.rb: no line break, since it becomes a header. */
const hookToken: CheckPlain = (plain) =>
  plain !== "" && !/[\r\n]/.test(plain)
    ? undefined
    : {
        rule: "hook.token",
        message: "The token is empty or has several lines.",
        fix: "set it again.",
      };

/** Each event of the settings, by the provider's name for it. */
const events = {
  pushEvents: "push",
  tagPushEvents: "tag_push",
  mergeRequestsEvents: "merge_request",
  pipelineEvents: "pipeline",
  jobEvents: "job",
  deploymentEvents: "deployment",
  releasesEvents: "release",
} as const;

type Event = (typeof events)[keyof typeof events];

const hook = group(
  {
    url: text(
      {
        description: "Where GitLab posts to.",
        allowed: "an http or https address",
        example: "https://ci.example.com/gitlab",
        rules: ["hook.url", "hook.plain"],
        pattern: "^https?://",
      },
      hookUrl,
    ),
    token: secret(
      {
        description: "What the receiver finds in the header `X-Gitlab-Token`, and goes by.",
        rules: ["secret.plain", "hook.token"],
      },
      hookToken,
    ),
    events: list(
      choice(Object.values(events) as [Event, ...Event[]], {
        description: "What GitLab tells.",
        example: "push",
      }),
      { description: "What GitLab tells.", example: "[push, merge_request]" },
      1,
    ),
    branches: text(
      {
        description: "The branches whose pushes are told; a name may be a pattern with `*`.",
        allowed: "a branch's name or a pattern",
        example: "release/*",
        otherwise: "all",
        rules: ["branch.name", "hook.branches"],
      },
      branchPattern,
    ).optional(),
    sslVerification: flag({
      description:
        "Whether GitLab checks the receiver's certificate. An address with `http://` needs `false`, for it has none to check.",
      example: "false",
    }).default(true),
  },
  { description: "A webhook of the app's project." },
);

export const hooks = map(
  { called: "hook", rules: ["hook.name"], check: hookName, pattern: plainNamePattern },
  hook,
  {
    description: "The project's webhooks.",
    example:
      "{ ci: { url: https://ci.example.com/gitlab, token: { secure: … }, events: [push, merge_request] } }",
  },
);

/** In the words of the provider's ProjectHook; the token in clear. */
export function buildHooks(config: z.infer<typeof hooks>, at: Path, reveal: Reveal) {
  return Object.entries(config).map(([name, { url, events: told, branches, sslVerification }]) => ({
    name,
    url,
    token: reveal([...at, "hooks", name, "token"]),
    ...switches(told),
    pushEventsBranchFilter: branches,
    enableSslVerification: sslVerification,
  }));
}

export type ProjectHookSettings = ReturnType<typeof buildHooks>[number];

/** All of them are said: GitLab's own default is on for pushes, and off for the others. */
function switches(told: readonly Event[]) {
  const all = Object.entries(events).map(([name, event]) => [name, told.includes(event)]);
  return Object.fromEntries(all) as Record<keyof typeof events, boolean>;
}

export function checkHooks(platform: Stack): Problem[] {
  return keysAt(platform, ["slipway:apps"]).flatMap((app) =>
    keysAt(platform, ["slipway:apps", app, "hooks"]).flatMap((name) =>
      checkHook(platform, ["slipway:apps", app, "hooks", name]),
    ),
  );
}

function checkHook(platform: Stack, at: Path): Problem[] {
  const problems: Problem[] = [];
  const address = webAddress(textAt(platform, [...at, "url"]) ?? "");
  const isVerified = valueAt(platform.config, [...at, "sslVerification"]) !== false;
  if (address?.protocol === "http:" && isVerified && !isLoopback(address.host)) {
    const message = "This address has no TLS: whoever listens in sees the token and what is told.";
    const fix = "write `https://…`, or say `sslVerification: false` beside it.";
    problems.push(complain(platform, [...at, "url"], { rule: "hook.plain", message, fix }));
  }
  const told = textsAt(platform, [...at, "events"]).map(([event]) => event);
  const branches = textAt(platform, [...at, "branches"]);
  if (branches !== undefined && told.length > 0 && !told.includes("push")) {
    const message = "`branches` narrows pushes down, and this webhook is told of none.";
    const fix = "add `push` to `events`, or take the line out.";
    problems.push(complain(platform, [...at, "branches"], { rule: "hook.branches", message, fix }));
  }
  return problems;
}
