import { isLoopback } from "../../settings/index.ts";
import type { RegistrySettings } from "../../settings/model.ts";
import { isObject } from "../terminal/isObject.ts";
import { authorize } from "./registryAuthorization.ts";
import { request } from "./registryRequest.ts";

/** An image's manifest, or the list of those of its platforms, in Docker's and in OCI's form. */
const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/**
 * The labels of an image, asked of its registry (OCI distribution-spec). Of an image for several
 * platforms those of the first, since a version is the same for all.
 *
 * @param image `registry.example.com/acme/shop@sha256:…`
 * @param account sent to its own registry only
 * @throws Error saying what the registry answered
 */
export async function imageLabels(
  image: string,
  account: RegistrySettings | undefined,
): Promise<Record<string, string>> {
  const { host, repository, digest } = partsOf(image);
  const own = account?.address === host ? account : undefined;
  const scheme = own?.insecure || isLoopback(host) ? "http" : "https";
  let authorization: string | undefined;

  async function get(path: string): Promise<Record<string, unknown>> {
    const ask = () => {
      const headers = { accept: manifestTypes.join(", "), ...(authorization && { authorization }) };
      return request(`${scheme}://${host}/v2/${repository}/${path}`, headers);
    };
    let answer = await ask();
    if (answer.status === 401) {
      authorization = await authorize(answer, own, scheme);
      answer = await ask();
    }
    if (!answer.ok) throw new Error(`${host} answers ${answer.status} ${answer.statusText}`);
    const content: unknown = await answer.json();
    if (!isObject(content)) throw new Error(`${host} answers what is no manifest`);
    return content;
  }

  let manifest = await get(`manifests/${digest}`);
  if (Array.isArray(manifest.manifests)) {
    const first = digestIn(manifest.manifests.find(isForPlatform));
    manifest = await get(`manifests/${first}`);
  }
  const { config } = await get(`blobs/${digestIn(manifest.config)}`);
  const labels = isObject(config) ? config.Labels : undefined;
  const texts = Object.entries(isObject(labels) ? labels : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}

/** Build tools put attestations beside the images, under a platform that none has. */
function isForPlatform(entry: unknown): boolean {
  const platform = isObject(entry) ? entry.platform : undefined;
  return !isObject(platform) || platform.os !== "unknown";
}

function digestIn(descriptor: unknown): string {
  const digest = isObject(descriptor) ? descriptor.digest : undefined;
  if (typeof digest === "string" && /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw new Error("its manifest names no configuration");
}

/** Without a registry in front, an image is Docker Hub's, as Docker takes it. */
function partsOf(image: string): { host: string; repository: string; digest: string } {
  const [name = "", digest = ""] = image.split("@");
  const [first = "", ...rest] = name.split("/");
  if (rest.length > 0 && /[.:]|^localhost$/.test(first) && first !== "docker.io") {
    return { host: first, repository: rest.join("/"), digest };
  }
  const repository = first === "docker.io" ? rest.join("/") : name;
  const hub = repository.includes("/") ? repository : `library/${repository}`;
  return { host: "registry-1.docker.io", repository: hub, digest };
}
