import { createHash } from "node:crypto";
import type { PlatformApp } from "../settings/index.ts";

/**
 * What an app's tests are, but for the files that they test: commands, images, services, variables.
 * Where it changes, tests that have passed have to pass again. Reports and time limits are no part
 * of it.
 */
export function testsHash({ testing, tests }: Pick<PlatformApp, "testing" | "tests">): string {
  const said = tests.map(({ name, script, image, services, variables }) => ({
    name,
    script,
    image: image ?? testing.image,
    services,
    variables,
  }));
  const text = JSON.stringify({ install: testing.install, tests: said });
  return createHash("sha256").update(text).digest("hex");
}
