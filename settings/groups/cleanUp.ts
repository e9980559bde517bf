import { group } from "../kinds/collections.ts";
import { choice } from "../kinds/scalars.ts";

/** What GitLab's clean-up takes out of an app's registry. */

/** As GitLab's `ContainerExpirationPolicy` has them. */
const ages = ["7d", "14d", "30d", "60d", "90d"] as const;

export const cleanUp = group(
  {
    olderThan: choice(ages, {
      description:
        "How old a tag becomes before GitLab's clean-up takes it, but for those of images that an environment served last. An older deploy job can't be run again then, and its image is built anew.",
      example: "30d",
    }).default("90d"),
  },
  {
    description:
      "How the app's registry is cleaned up, once a day: every tag goes that is old enough, but for the newest 50 of each repository, `latest`, and the last ten images of each environment.",
    example: "{ olderThan: 30d }",
    otherwise: "`{ olderThan: 90d }` where the platform keeps the pipelines; else GitLab's own",
  },
);
