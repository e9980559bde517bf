import type { ApplyRequest, Configuration } from "../../host/protocol.ts";
import { protocol } from "../../host/protocol.ts";
import type { ComposeService, EnvironmentApp, EnvironmentSettings } from "../../settings/index.ts";
import { canonical, fingerprint, shortHash } from "./fingerprint.ts";
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
    registry: settings.registry,
  };
}

function configuration(app: EnvironmentApp, images: PinnedImages): Configuration {
  const { content } = app.compose;
  const services = mapValues(content.services, (service, name) =>
    name in images ? { ...service, image: images[name] } : service,
  );
  return {
    compose: { ...content, services },
    files: mapValues(app.files, (text) => Buffer.from(text).toString("base64")),
    env: app.env,
    secrets: app.secrets,
    health: app.health,
  };
}

/** What preview shows of a deployment. It tells no secret. */
export function readable(app: EnvironmentApp, settings: EnvironmentSettings, images: PinnedImages) {
  const key = settings.keys.fingerprint;
  const secrets = mapValues(app.secrets, (value, name) => {
    const changed = app.rotate[name]?.changed;
    return `secret ${fingerprint(key, value)}${changed ? `, changed ${changed}` : ""}`;
  });
  const sent = configuration(app, images);
  const services = sent.compose.services as Record<string, ComposeService>;
  return {
    app: app.name,
    compose: app.compose.path,
    env: { ...app.env, ...secrets },
    files: mapValues(app.files, shortHash),
    ...(app.health ? { health: app.health } : {}),
    images,
    services: mapValues(services, (service) =>
      fingerprint(key, canonical(service.env_file ? [service, app.env, app.secrets] : service)),
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
