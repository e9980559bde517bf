import { print } from "../terminal/output.ts";
import type { Published } from "./publish.ts";

/** Tells a person what has become of the tool, and what to do next. */
export function reportPublished({ image, written }: Published): void {
  if (!written) {
    print(`slipway:tool is ${image} already. Nothing was changed.`);
    return;
  }
  print(
    `slipway:tool is ${image} in Pulumi.platform.yaml now.\n` +
      "Next: commit it, and once it is merged, npx slipway up platform.",
  );
}
