import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentApp } from "../../settings/index.ts";
import { reason } from "../lookUpFailure.ts";

/** Service → its image with the digest that the registry names now: `postgres:17@sha256:…`. */
export type PinnedImages = Record<string, string>;

/**
 * Pins every image that a compose file names itself (a database, say), so that servers run what
 * was reviewed even when a tag moves. The app's own image is `${IMAGE}` and comes with a deploy.
 * Asks the registry from here, at preview; needs no Docker daemon.
 *
 * @throws pulumi.RunError naming the service, when the registry does not know the image.
 */
export async function pinImages(
  app: EnvironmentApp,
  provider: docker.Provider,
): Promise<PinnedImages> {
  const pinned = Object.entries(app.compose.content.services).flatMap(([service, { image }]) =>
    image === undefined || image.includes("${IMAGE}") ? [] : [{ service, image }],
  );
  const entries = pinned.map(async ({ service, image }) => {
    if (image.includes("@sha256:")) return [service, image] as const;
    try {
      const { sha256Digest } = await docker.getRegistryImage({ name: image }, { provider });
      return [service, `${image}@${sha256Digest}`] as const;
    } catch (error) {
      throw new pulumi.RunError(
        `${app.compose.path}: services.${service}.image: the registry does not give "${image}": ` +
          `${reason(error)}. Correct the name, push the image, or set slipway:registry.`,
      );
    }
  });
  return Object.fromEntries(await Promise.all(entries));
}
