import { map, textOrGroup } from "../kinds/collections.ts";
import { imagePattern, imageReference } from "../kinds/image.ts";
import { must } from "../kinds/names.ts";
import { text } from "../kinds/scalars.ts";
import { isHost } from "../kinds/webAddress.ts";
import type { Complaint } from "../problem.ts";
import { variableName } from "./pipeline.ts";

/** What runs beside a test: a database, for example. */

export const testServiceRules = {
  "service.alias": "A service's name is a host's, under which its test reaches it.",
} as const satisfies Record<string, string>;

function alias(name: string): Complaint | undefined {
  if (isHost(name) && name === name.toLowerCase() && name.length <= 63) return undefined;
  const allowed = "small letters, digits and `-`, with `.` between them if need be, at most 63";
  return must("service.alias", name, "a name for a service", allowed);
}

/** Plain variables of a test or of a service. */
export function plainVariables(description: string, example: string) {
  return map(
    {
      called: "VARIABLE",
      rules: ["variable.name", "variable.reserved"],
      check: variableName,
      pattern: "^[A-Za-z0-9_]+$",
    },
    text({
      description: "The value. Everybody who may see the pipeline sees it.",
      allowed: "text",
      example: "test",
    }),
    { description, example },
  );
}

const service = textOrGroup(
  "image",
  {
    image: text(
      {
        description: "The service's image.",
        allowed: "an image",
        example: "postgres:17",
        rules: ["image.reference"],
        pattern: imagePattern,
      },
      imageReference,
    ),
    variables: plainVariables(
      "Variables of the service alone. Those of its test it sees as well.",
      "{ POSTGRES_PASSWORD: test }",
    ).default({}),
  },
  { description: "A container beside the test: its image, or more.", example: "postgres:17" },
);

export const services = map(
  { called: "service", rules: ["service.alias"], check: alias },
  service,
  {
    description: "Containers that run beside the test, by the name under which it reaches them.",
    example: "{ postgres: postgres:17 }",
  },
);
