import { whole } from "../kinds/scalars.ts";

/** The version of the settings that this Slipway reads. */
const CURRENT = 1;

export const versionRules = {
  version: "The settings' version is one that this Slipway reads.",
} as const satisfies Record<string, string>;

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
