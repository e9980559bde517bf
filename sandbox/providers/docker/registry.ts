import { request as overHttp, type IncomingMessage } from "node:http";
import { request as overHttps } from "node:https";
import { requireLoopback } from "../loopback.ts";

/** A user of a registry. */
export interface Credentials {
  /** `127.0.0.1:5000`; asked over https, unless it begins with `http://`. */
  address: string;
  username?: string;
  password?: string;
}

/** An image's name, in its parts: `127.0.0.1:5000/acme/shop:1.0.0`. */
interface Image {
  registry: string;
  repository: string;
  /** A tag, or a digest. */
  tag: string;
}

/** Every kind of manifest, so that an image for several platforms answers with its index. */
const manifests = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
];

/** What is asked for when that failed: some registries knew no other kind. */
const oldest = ["application/vnd.docker.distribution.manifest.v1+prettyjws"];

/**
 * The digest that a registry has for an image, asked without fetching it.
 *
 * @param image whose `verify` says whether the registry's certificate counts
 * @throws Error when the registry is elsewhere, doesn't answer, or doesn't know the image
 */
export async function digestOf(
  { name, verify }: { name: string; verify: boolean },
  credentials: Credentials[],
  plugin: string,
): Promise<string> {
  const { registry, repository, tag } = parse(name);
  requireLoopback(registry.replace(/:\d+$/, ""), plugin);
  const user = credentials.find(({ address }) => hostOf(address) === registry);
  const scheme = user?.address.startsWith("http://") ? "http" : "https";
  const url = `${scheme}://${registry}/v2/${repository}/manifests/${tag}`;
  const ask = (accept: string[]) => head(url, { accept, user, verify });
  try {
    return await ask(manifests).catch(() => ask(oldest));
  } catch (error) {
    throw new Error(
      `Got error when attempting to fetch image version ${repository}:${tag} from registry: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * The parts of a name, as the real plugin reads them. It takes what follows the first colon for the
 * tag, so that a digest must stand behind one: `shop:1.0.0@sha256:…`.
 */
function parse(name: string): Image {
  const first = name.split("/")[0] ?? "";
  const hasRegistry =
    name.split("/").length > 2 ||
    (name.includes("/") && (/[.:]/.test(first) || first === "localhost"));
  const path = hasRegistry ? name.slice(first.length + 1) : name;
  const colon = path.indexOf(":");
  const repository = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? "" : path.slice(colon + 1);
  return {
    registry: hasRegistry ? first : "registry-1.docker.io",
    repository: hasRegistry || repository.includes("/") ? repository : `library/${repository}`,
    tag: tag.split("@").at(-1) || "latest",
  };
}

function hostOf(address: string): string {
  return address.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
}

interface Question {
  accept: string[];
  user: Credentials | undefined;
  verify: boolean;
}

async function head(url: string, { accept, user, verify }: Question): Promise<string> {
  const { username = "", password = "" } = user ?? {};
  const basic = Buffer.from(`${username}:${password}`).toString("base64");
  const options = {
    method: "HEAD",
    headers: { accept, ...(username === "" ? {} : { authorization: `Basic ${basic}` }) },
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = url.startsWith("https:")
      ? overHttps(url, { ...options, rejectUnauthorized: verify })
      : overHttp(url, options);
    outgoing.on("response", resolve);
    outgoing.on("error", (error) => reject(unanswered(url, error)));
    outgoing.end();
  });
  response.resume();
  const status = `${response.statusCode ?? 0} ${response.statusMessage ?? ""}`.trim();
  const digest = response.headers["docker-content-digest"];
  if (response.statusCode === 401) throw new Error(`bad credentials: ${status}`);
  if (response.statusCode === 200 && typeof digest === "string") return digest;
  throw new Error(`got bad response from registry: ${status}`);
}

/** The words of Go's HTTP client, on which the real plugin is built. */
function unanswered(url: string, error: NodeJS.ErrnoException): Error {
  const { host } = new URL(url);
  const reasons: Record<string, string> = {
    ECONNREFUSED: `dial tcp ${host}: connect: connection refused`,
    ERR_SSL_WRONG_VERSION_NUMBER: "http: server gave HTTP response to HTTPS client",
    EPROTO: "http: server gave HTTP response to HTTPS client",
    DEPTH_ZERO_SELF_SIGNED_CERT:
      "tls: failed to verify certificate: x509: certificate signed by unknown authority",
  };
  const reason = reasons[error.code ?? ""] ?? error.message;
  return new Error(`Error during registry request: Head "${url}": ${reason}`);
}
