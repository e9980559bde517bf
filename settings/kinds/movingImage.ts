import type { Complaint } from "../problem.ts";
import { imageReference } from "./image.ts";
import { show } from "../words.ts";

/**
 * An image of which nobody can say what it will be: without a digest, and without a tag or with `latest`.
 * A version's tag moves too, `postgres:17` with each fix; that is what most want of it, and is not told. Of
 * an app's own base images the build tells what has no digest.
 */
export function movingImage(image: string): Complaint | undefined {
  if (imageReference(image) !== undefined || image.includes("@sha256:")) return undefined;
  const [, tag] = /:([^/]*)$/.exec(image) ?? [];
  if (tag !== undefined && tag !== "latest") return undefined;
  return {
    rule: "image.moving",
    severity: "warning",
    message: `${show(image)} is whatever is the newest of that name, and another one tomorrow.`,
    fix: "name a version, or a digest besides, such as `postgres:17@sha256:…`.",
  };
}
