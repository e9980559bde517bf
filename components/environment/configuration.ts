import type { ApplyRequest, Configuration } from "../../host/protocol.ts";
import { protocol } from "../../host/protocol.ts";
import type { ComposeService, EnvironmentApp, EnvironmentSettings } from "../../settings/index.ts";
import { whatRestarts } from "../../settings/index.ts";
import { canonical, fingerprint, shortHash, shownSecret } from "./fingerprint.ts";
import type { PinnedImages } from "./images.ts";

/** What slipway-host is sent. It holds secrets. */
export function applyRequest(
  app: EnvironmentApp,
  settings: EnvironmentSettings,
  images: PinnedImages,
): ApplyRequest {
  return {
    protocol,
    app: app.name,
    configuration: configuration(app, images),
    withNextImage: app.withNextImage,
    repository: releases(app, settings),
    registry: settings.registry,
    ...watched(app),
  };
}

/** Beside the configuration, so that no app is switched when it changes. */
function watched({ watch }: EnvironmentApp): Pick<ApplyRequest, "watch"> {
  return watch > 0 ? { watch } : {};
}

/**
 * Where an app's images have to be from: what settings say, and where the platform keeps the pipelines,
 * from what a job without the app's code has released (docs/gitlab.md). With an empty text the server goes
 * by the image that serves.
 */
function releases({ project, repository }: EnvironmentApp, settings: EnvironmentSettings): string {
  const { keepsPipelines, registry } = settings;
  if (repository !== undefined) return repository;
  return keepsPipelines && registry ? `${registry.address}/${project.toLowerCase()}/release` : "";
}

function configuration(app: EnvironmentApp, images: PinnedImages): Configuration {
  const { content } = app.compose;
  const services = mapValues(content.services, (service, name) =>
    Object.hasOwn(images, name) ? { ...service, image: images[name] } : service,
  );
  return {
    compose: { ...content, services },
    files: mapValues(app.files, (text) => Buffer.from(text).toString("base64")),
    env: app.env,
    secrets: app.secrets,
    health: app.health,
    ...said(app),
  };
}

/** What is sent only where settings say it, so that what was laid down before stays the same. */
function said({ once, backup }: EnvironmentApp): Pick<Configuration, "once" | "backup"> {
  return { ...(once.length > 0 ? { once } : {}), ...(backup ? { backup } : {}) };
}

/** What preview shows of a deployment. It tells no secret. */
export function readable(app: EnvironmentApp, settings: EnvironmentSettings, images: PinnedImages) {
  const key = settings.keys.fingerprint;
  const secrets = mapValues(app.secrets, (value, name) =>
    shownSecret(key, value, app.rotate[name]?.changed),
  );
  const sent = configuration(app, images);
  const services = sent.compose.services as Record<string, ComposeService>;
  const repository = releases(app, settings);
  const around = {
    compose: app.compose.content,
    env: { ...app.env, ...app.secrets },
    files: app.files,
  };
  return {
    app: app.name,
    compose: app.compose.path,
    env: { ...app.env, ...secrets },
    files: mapValues(app.files, shortHash),
    ...(app.health ? { health: app.health } : {}),
    ...watched(app),
    ...said(app),
    images,
    ...(repository === "" ? {} : { repository }),
    services: mapValues(services, (service) =>
      fingerprint(key, canonical(whatRestarts(service, around))),
    ),
    ...(app.withNextImage ? { withNextImage: true } : {}),
  };
}

function mapValues<From, To>(
  record: Record<string, From>,
  map: (value: From, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
