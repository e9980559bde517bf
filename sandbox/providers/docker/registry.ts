import { requireLoopback } from "../loopback.ts";
import { answerTo, statusOf } from "./answer.ts";

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
  const isNear = (host: string) => requireLoopback(host, plugin);
  isNear(registry.replace(/:\d+$/, ""));
  const user = credentials.find(({ address }) => hostOf(address) === registry);
  const scheme = user?.address.startsWith("http://") ? "http" : "https";
  const url = `${scheme}://${registry}/v2/${repository}/manifests/${tag}`;
  const ask = (accept: string[]) => head(url, { accept, user, verify, isNear });
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
  /** Throws for a host that is not on this machine. */
  isNear: (host: string) => void;
}

async function head(url: string, { accept, user, verify, isNear }: Question): Promise<string> {
  const basic = basicOf(user);
  const ask = (authorization: string | undefined) =>
    answerTo(url, {
      method: "HEAD",
      headers: { accept, ...(authorization && { authorization }) },
      verify,
    });
  let { response } = await ask(basic);
  if (response.statusCode === 401) {
    const challenge = response.headers["www-authenticate"] ?? "";
    if (!challenge.startsWith("Bearer")) throw new Error(`bad credentials: ${statusOf(response)}`);
    ({ response } = await ask(`Bearer ${await tokenFor(challenge, basic, { verify, isNear })}`));
  }
  const digest = response.headers["docker-content-digest"];
  if (response.statusCode === 200 && typeof digest === "string") return digest;
  throw new Error(`got bad response from registry: ${statusOf(response)}`);
}

function basicOf({ username = "", password = "" }: Partial<Credentials> = {}): string | undefined {
  if (username === "") return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** From the service that the registry sends to, such as GitLab (`getAuthToken`). */
async function tokenFor(
  challenge: string,
  basic: string | undefined,
  { verify, isNear }: Pick<Question, "verify" | "isNear">,
): Promise<string> {
  const said = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="(.*?)"/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  const { realm = "", service = "", scope = "" } = said;
  isNear(new URL(realm).hostname);
  const url = `${realm}?${new URLSearchParams({ scope, service }).toString()}`;
  const headers = basic === undefined ? {} : { authorization: basic };
  const { response, body } = await answerTo(url, { method: "GET", headers, verify });
  if (response.statusCode !== 200) {
    throw new Error(`got bad response from registry: ${statusOf(response)}`);
  }
  const { token, access_token } = JSON.parse(body) as Record<string, string | undefined>;
  if (token || access_token) return (token || access_token)!;
  throw new Error("error unsupported OAuth response");
}
