import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentApp } from "../../settings/index.ts";
import { reason } from "../lookUpFailure.ts";
import { lookUpEach } from "../lookUps.ts";

/** Service → its image with the digest that the registry names now: `postgres:17@sha256:…`. */
export type PinnedImages = Record<string, string>;

/** A place in a compose file that names an image which is not the app's own. */
interface NamedImage {
  app: string;
  service: string;
  image: string;
  /** For errors: `compose/shop.yaml: services.database.image`. */
  place: string;
}

/**
 * By app: every image that its compose file names itself (a database, say), pinned, so that servers
 * run what was reviewed even when a tag moves. The app's own image is `${IMAGE}` and comes with a
 * deploy. Asks the registry from here, at preview; needs no Docker daemon.
 *
 * @throws pulumi.RunError naming every image that the registry does not give, and where it stands.
 */
export async function pinImages(
  apps: EnvironmentApp[],
  provider: docker.Provider,
): Promise<Record<string, PinnedImages>> {
  const named = apps.flatMap(namedImages);
  const pins = await lookUpEach(
    named.map(({ image }) => image),
    async (image) => {
      if (image.includes("@sha256:")) return image;
      try {
        const { sha256Digest } = await docker.getRegistryImage({ name: image }, { provider });
        return `${image}@${sha256Digest}`;
      } catch (error) {
        const places = named.filter((one) => one.image === image).map(({ place }) => place);
        throw new pulumi.RunError(
          `${[...new Set(places)].join(", ")}: the registry does not give "${image}": ` +
            `${reason(error)}. Correct the name, push the image, or set slipway:registry.`,
        );
      }
    },
  );
  const pinsOf = ({ name }: EnvironmentApp) =>
    named
      .filter(({ app }) => app === name)
      .map(({ service, image }) => [service, pins.get(image)!]);
  return Object.fromEntries(
    apps.map((app) => [app.name, Object.fromEntries(pinsOf(app)) as PinnedImages]),
  );
}

function namedImages({ name: app, compose }: EnvironmentApp): NamedImage[] {
  return Object.entries(compose.content.services).flatMap(([service, { image }]) => {
    if (image === undefined || image.includes("${IMAGE}")) return [];
    return [{ app, service, image, place: `${compose.path}: services.${service}.image` }];
  });
}
