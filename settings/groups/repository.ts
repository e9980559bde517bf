import { must } from "../kinds/names.ts";
import { text } from "../kinds/scalars.ts";
import { HOST, PATH } from "../kinds/image.ts";
import type { Complaint } from "../problem.ts";

export const repositoryRules = {
  "image.repository": "A repository is an image's name with its path, and neither tag nor digest.",
} as const satisfies Record<string, string>;

const REPOSITORY = new RegExp(`^(?=[^/]+/)${HOST}${PATH}(?:/${PATH})*$`);

function imageRepository(name: string): Complaint | undefined {
  if (REPOSITORY.test(name)) return undefined;
  return must(
    "image.repository",
    name,
    "a repository of images",
    "an image's name without tag and digest, such as `registry.example.com/acme/shop`",
  );
}

/** Where an app's images have to be from. */
export const repository = text(
  {
    description:
      "The only repository whose images its servers start and pull; a rollback goes to any release that is kept.",
    allowed: "an image's name without tag and digest",
    example: "registry.example.com/acme/shop",
    otherwise:
      "with `slipway:pipelines` the app's `release` in `slipway:registry`, without them that of the image that serves, and before the first deploy any",
    rules: ["image.repository"],
  },
  imageRepository,
);
