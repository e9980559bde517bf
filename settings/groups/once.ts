import { list } from "../kinds/collections.ts";
import { text } from "../kinds/scalars.ts";

/** Rules between settings that name services and the compose file that has them. */
export const serviceRules = {
  "service.unknown": "A setting that names a service names one of the compose file.",
  "service.profiles": "A service that is waited for starts by itself.",
} as const satisfies Record<string, string>;

/** A service of the app's compose file. */
export const once = list(
  text({
    description: "A service of the compose file.",
    allowed: "a service's name",
    example: "migrate",
    rules: ["service.unknown", "service.profiles"],
  }),
  {
    description:
      "Services that are done once they have ended with 0, such as a migration, and have to for a release to serve. What another service waits for with `service_completed_successfully` need not be named; every other service has to run on.",
    example: "[migrate]",
  },
);
