import { movingImage } from "../kinds/movingImage.ts";
import type { Path, Problem } from "../problem.ts";
import { complain, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";

/** The images that an app's tests run in, and beside. */

export const testImageRules = {
  "image.moving": "An image says which version it is. (A warning.)",
} as const satisfies Record<string, string>;

/** What has passed is recorded by the images' names, so a name has to say what it means. */
export function checkTestImages(platform: Stack): Problem[] {
  return keysAt(platform, ["slipway:apps"]).flatMap((app) => {
    const at = ["slipway:apps", app];
    const places = keysAt(platform, [...at, "test"]).flatMap((test) => {
      const services = keysAt(platform, [...at, "test", test, "services"]).flatMap((service) => {
        const path = [...at, "test", test, "services", service];
        return [path, [...path, "image"]];
      });
      return [[...at, "test", test, "image"], ...services];
    });
    return [[...at, "testing", "image"], ...places].flatMap((path: Path) => {
      const complaint = movingImage(textAt(platform, path) ?? "");
      return complaint ? [complain(platform, path, complaint)] : [];
    });
  });
}
