/** What an image's name says of the service that it is (gitlab-runner, helpers/container/services). */
export interface ServiceName {
  /** Without port, tag and digest: `registry.example.com/acme/postgres`. */
  service: string;
  /** The tag, or the digest after its `@`. */
  version: string;
  /** What is pulled. */
  image: string;
  /** Host names that it gets: with `__` and with `-` in place of a slash. */
  hosts: string[];
}

export function serviceName(description: string): ServiceName {
  const [name = "", digest] = description.split("@");
  const colon = name.lastIndexOf(":");
  const tag = colon > name.lastIndexOf("/") ? name.slice(colon + 1) : undefined;
  const base = tag === undefined ? name : name.slice(0, colon);
  const service = base.replace(/^([^/]*?):\d+(?=\/)/, "$1");
  return {
    service,
    version: tag ?? (digest === undefined ? "latest" : `@${digest}`),
    image: tag === undefined && digest === undefined ? `${base}:latest` : description,
    hosts: [...new Set([service.replaceAll("/", "__"), service.replaceAll("/", "-")])],
  };
}
