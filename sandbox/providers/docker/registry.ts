import { request, type IncomingMessage } from "node:http";
import { requireLoopback } from "../loopback.ts";

/** A user of a registry. */
export interface Credentials {
  /** `127.0.0.1:5000`, with or without `http://`. */
  address: string;
  username?: string;
  password?: string;
}

/** An image's name, in its parts: `127.0.0.1:5000/acme/shop:1.0.0`. */
interface Image {
  registry: string;
  repository: string;
  /** A tag, or a digest. */
  reference: string;
}

/** Every kind of manifest, so that an image for several platforms answers with its index. */
const manifests = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/**
 * The digest that a registry has for an image, asked without fetching it.
 *
 * @throws Error when the registry is elsewhere, doesn't answer, or doesn't know the image
 */
export async function digestOf(
  name: string,
  credentials: Credentials[],
  plugin: string,
): Promise<string> {
  const image = parse(name);
  requireLoopback(image.registry.replace(/:\d+$/, ""), plugin);
  const user = credentials.find(
    ({ address }) => address.replace(/^https?:\/\//, "").replace(/\/.*$/, "") === image.registry,
  );
  const url = `http://${image.registry}/v2/${image.repository}/manifests/${image.reference}`;
  const response = await head(url, user);
  const digest = response.headers["docker-content-digest"];
  if (response.statusCode !== 200 || typeof digest !== "string") {
    const status = `${response.statusCode ?? 0} ${response.statusMessage ?? ""}`.trim();
    throw new Error(
      `Got error when attempting to fetch image version ${name} from registry: bad response from registry: "${status}"`,
    );
  }
  return digest;
}

function parse(name: string): Image {
  const [, registry, rest] = /^([^/]+[.:][^/]*|localhost)\/(.+)$/.exec(name) ?? [
    undefined,
    "registry-1.docker.io",
    name,
  ];
  const [path = "", digest] = (rest ?? name).split("@");
  const [, repository = path, tag = "latest"] = /^(.+):([^:/]+)$/.exec(path) ?? [];
  return { registry: registry ?? "", repository, reference: digest ?? tag };
}

async function head(url: string, user: Credentials | undefined): Promise<IncomingMessage> {
  const { username = "", password = "" } = user ?? {};
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(url, {
      method: "HEAD",
      headers: {
        accept: manifests,
        ...(user
          ? {
              authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
            }
          : {}),
      },
    });
    outgoing.on("response", resolve);
    outgoing.on("error", (error) =>
      reject(new Error(`Error during registry request: ${error.message}`)),
    );
    outgoing.end();
  });
  response.resume();
  return response;
}
