import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uploadBlob } from "../../../../cli/registry/blobs.ts";
import { Connection } from "../../../../cli/registry/connection.ts";
import { writeManifest } from "../../../../cli/registry/manifests.ts";
import { startRegistry, stopRegistry } from "../../../../sandbox/registry.ts";

/** A real registry on loopback. */
export interface TestRegistry {
  address: string;
  connection: Connection;
  /** What a job of the project `acme/shop` has of it. */
  variables: Record<string, string>;
  stop(): Promise<void>;
}

/** Debian's docker-registry, with one account that may do everything. */
export async function startTestRegistry(): Promise<TestRegistry> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  const none = { host: "", config: "", foreign: false };
  const { address, user, password } = await startRegistry(folder, none);
  return {
    address,
    connection: new Connection(address, { address, user, password }),
    variables: {
      CI_REGISTRY: address,
      CI_REGISTRY_IMAGE: `${address}/acme/shop`,
      CI_REGISTRY_USER: user,
      CI_REGISTRY_PASSWORD: password,
      SLIPWAY_RELEASE_USER: user,
      SLIPWAY_RELEASE_TOKEN: password,
    },
    async stop() {
      await stopRegistry(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Puts an image of one layer there. @returns its digest */
export async function pushImage(
  connection: Connection,
  repository: string,
  labels: Record<string, string>,
  form: "oci" | "docker" = "oci",
): Promise<string> {
  const types = {
    oci: "application/vnd.oci.image.manifest.v1+json",
    docker: "application/vnd.docker.distribution.manifest.v2+json",
  };
  const layer = Buffer.from(`a layer of ${JSON.stringify(labels)}`);
  const config = Buffer.from(
    JSON.stringify({ architecture: "amd64", os: "linux", config: { Labels: labels } }),
  );
  for (const blob of [layer, config]) await push(connection, repository, blob);
  const manifest = {
    schemaVersion: 2,
    mediaType: types[form],
    config: { mediaType: "application/vnd.oci.image.config.v1+json", ...part(config) },
    layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", ...part(layer) }],
  };
  return pushManifest(connection, repository, manifest);
}

/** Puts an index of manifests that are there. @returns its digest */
export function pushIndex(
  connection: Connection,
  repository: string,
  children: { digest: string; platform: object }[],
): Promise<string> {
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const manifests = children.map((child) => ({
    ...{ mediaType: "application/vnd.oci.image.manifest.v1+json", size: 1 },
    ...child,
  }));
  return pushManifest(connection, repository, { schemaVersion: 2, mediaType, manifests });
}

async function pushManifest(
  connection: Connection,
  repository: string,
  content: { mediaType: string; [field: string]: unknown },
): Promise<string> {
  const bytes = new Uint8Array(Buffer.from(JSON.stringify(content)));
  const { digest } = part(bytes);
  await writeManifest(connection, repository, digest, { mediaType: content.mediaType, bytes });
  return digest;
}

function push(connection: Connection, repository: string, bytes: Buffer): Promise<void> {
  return uploadBlob(connection, repository, part(bytes).digest, new Uint8Array(bytes));
}

function part(bytes: Uint8Array) {
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  return { digest, size: bytes.length };
}
