import { group, list } from "../kinds/collections.ts";
import { repositoryPath } from "../kinds/repositoryPath.ts";
import { text, whole } from "../kinds/scalars.ts";

/** What an image and its tests are made from. */

export const inputsRules = {
  "inputs.pattern": "A pattern of `inputs.exclude` is a path from the repository's root.",
} as const satisfies Record<string, string>;

export const inputs = group(
  {
    exclude: list(
      text(
        {
          description:
            "A path, or a pattern as `.dockerignore` has them: `*` within one folder, `**` across.",
          allowed: "a path or a pattern",
          example: "docs/**",
          rules: ["inputs.pattern"],
        },
        repositoryPath("inputs.pattern", "a path or a pattern", "*?[]"),
      ),
      {
        description:
          "Files that no test depends on: where nothing else has changed since a pipeline of a protected branch has passed, tests are not run again. What goes into the image is said by `.dockerignore` alone.",
        example: '[docs/**, "*.md"]',
      },
    ).default([]),
    epoch: whole(1, 999_999, {
      description:
        "A number to raise when the image is to be built anew from the same files, to take in what its base image and its packages have become.",
      example: "2",
      otherwise: "none",
    }).optional(),
  },
  {
    description: "What an image and its tests are made from.",
    example: '{ exclude: [docs/**, "*.md"] }',
  },
);
