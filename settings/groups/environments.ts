import type { z } from "zod";
import { group, map } from "../kinds/collections.ts";
import { isPlainName, must, plainNamePattern, plainNameWords } from "../kinds/names.ts";
import { choice, text } from "../kinds/scalars.ts";
import { timeout, timePattern } from "../kinds/times.ts";
import type { Complaint, Problem } from "../problem.ts";
import { complain, isMapAt, keysAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { meant, oneOf, show } from "../words.ts";
import { branchName } from "./branchName.ts";
import { buildFreeze, checkFreeze, freeze } from "./freeze.ts";

/** The flow: the environments in the order of promotion, and the door of each. */

export const environmentRules = {
  "environment.name": "An environment's name fits GitLab, Compose, a path and a Pulumi stack.",
  "environment.reserved": "An environment takes no name that Slipway uses itself.",
  "environment.no-stack": "An environment of the platform has a stack file.",
  "environment.unknown": "A stack file's environment is one of the platform's.",
} as const satisfies Record<string, string>;

export function environmentName(name: string): Complaint | undefined {
  if (!isPlainName(name, 40)) {
    return must("environment.name", name, "a name for an environment", plainNameWords);
  }
  // The platform's stack, folders of slipway-host itself, and the environments of jobs' tokens.
  const taken = ["platform", "bin", "versions", "environments"];
  const isOwn = taken.includes(name) || name.startsWith("slipway-");
  if (!isOwn) return undefined;
  const message = `${show(name)} is a name that Slipway uses itself.`;
  return { rule: "environment.reserved", message, fix: "choose another." };
}

const environment = group(
  {
    branch: text(
      {
        description: "The branch whose pipelines deploy here.",
        allowed: "a branch's name",
        example: "main",
        rules: ["branch.name", "branch.exact", "branch.unknown"],
      },
      branchName,
    ),
    deploy: choice(["automatic", "manual"], {
      description:
        "`automatic`: as soon as the branch's pipeline has passed. `manual`: behind a button.",
      example: "manual",
    }),
    after: text({
      description: "The environment on which an image must have served before it comes here.",
      allowed: "another environment's name",
      example: "staging",
      otherwise: "none",
      rules: ["after.itself", "after.unknown", "after.circle", "after.order"],
    }).optional(),
    freeze: freeze.default({}),
    timeout: text(
      {
        description: "How long a deploy may take, its checks included.",
        allowed: "a duration",
        example: "30m",
        rules: ["duration"],
        pattern: timePattern,
      },
      timeout,
    ).default("15m"),
  },
  {
    description: "How an environment is entered.",
    example: "{ branch: main, deploy: manual, after: staging }",
    rules: ["environment.no-stack"],
  },
);

export const environments = map(
  {
    called: "environment",
    rules: ["environment.name", "environment.reserved"],
    check: environmentName,
    pattern: plainNamePattern,
  },
  environment,
  {
    description:
      "The environments, in the order of promotion. Each has a stack file of its own, `Pulumi.<environment>.yaml`.",
    example: "{ staging: { branch: develop, deploy: automatic } }",
  },
);

/** In the order of the file, which is the order of promotion. */
export function buildEnvironments(config: z.infer<typeof environments>) {
  return Object.entries(config).map(([name, { freeze, ...rule }]) => ({
    name,
    ...rule,
    /** When nothing is deployed here. */
    freeze: buildFreeze(freeze),
  }));
}

/** How an environment is entered: one line of the platform's `slipway:environments`. */
export type EnvironmentRule = ReturnType<typeof buildEnvironments>[number];

export function checkFreezes(platform: Stack): Problem[] {
  return keysAt(platform, ["slipway:environments"]).flatMap((name) =>
    checkFreeze(platform, ["slipway:environments", name, "freeze"]),
  );
}

/**
 * Each environment is a line of the platform and a file of its own.
 *
 * @param names of every stack that has a file, good or bad
 */
export function checkStacksOf(platform: Stack, stacks: Stack[], names: string[]): Problem[] {
  const lines = keysAt(platform, ["slipway:environments"]);
  if (!isMapAt(platform, ["slipway:environments"])) return [];
  const withoutFile = lines.filter((name) => !names.includes(name));
  const withoutLine = stacks.filter(({ name }) => !lines.includes(name));
  return [
    ...withoutFile.map((name) => {
      const near = meant(
        name,
        withoutLine.map((stack) => stack.name),
      ).fix;
      const add = `run \`npx slipway environment add ${name}\`, or take \`${name}\` out.`;
      const message = `There is no \`Pulumi.${name}.yaml\`.`;
      const fix = near.startsWith("did") ? near : add;
      const path = ["slipway:environments", name];
      return complain(platform, path, { rule: "environment.no-stack", message, fix }, "key");
    }),
    ...withoutLine.map((stack) => {
      const near = meant(
        stack.name,
        lines.filter((name) => withoutFile.includes(name)),
      ).fix;
      const add = `add \`${stack.name}\` to \`slipway:environments\` in ${platform.yaml.file}, or remove this file.`;
      return stack.yaml.problem([], {
        rule: "environment.unknown",
        message: `The platform has no environment \`${stack.name}\`.`,
        allowed: oneOf(lines),
        fix: near.startsWith("did") ? near : add,
      });
    }),
  ];
}
