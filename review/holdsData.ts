import type { ComposeContent, ComposeService } from "../settings/index.ts";

/** Images of databases, by the last part of their names. */
const databases =
  /^(postgres|postgresql|postgis|pgvector|timescaledb|mysql|mariadb|percona|mongo|mongodb|redis|valkey|cassandra|couchdb|influxdb|elasticsearch|opensearch|clickhouse(-server)?|neo4j|rabbitmq|minio|etcd)$/;

/** Where a service keeps what has to survive it: volumes and folders of the server's. */
export function volumesOf(service: ComposeService | undefined): string[] {
  const volumes = service?.volumes;
  if (!Array.isArray(volumes)) return [];
  return volumes.flatMap((mount: unknown) => {
    const { source, target, readOnly } = partsOf(mount);
    const isFile = /^(\.\/)?files(\/|$)/.test(source ?? "");
    const isSocket = source?.endsWith(".sock");
    if (isFile || isSocket || readOnly || target === undefined) return [];
    return [source ?? `(anonymous, at ${target})`];
  });
}

function partsOf(mount: unknown): { source?: string; target?: string; readOnly?: boolean } {
  if (typeof mount === "string") {
    const [first, second, options = ""] = mount.split(/:(?![-?+])/);
    if (second === undefined) return { target: first! };
    return { source: first!, target: second, readOnly: options.split(",").includes("ro") };
  }
  if (typeof mount !== "object" || mount === null) return {};
  const { type, source, target, read_only } = mount as Record<string, unknown>;
  if (type === "tmpfs") return {};
  return {
    ...(typeof source === "string" && { source }),
    ...(typeof target === "string" && { target }),
    readOnly: read_only === true,
  };
}

/** The name of a database that a service runs, and its tag's first number. */
export function databaseOf(
  service: ComposeService | undefined,
): { name: string; major?: number } | undefined {
  const { image } = service ?? {};
  if (typeof image !== "string") return undefined;
  const [, name = "", tag = ""] = /([^/:@]+)(?::([^@]*))?(?:@.*)?$/.exec(image) ?? [];
  if (!databases.test(name)) return undefined;
  const major = /^v?(\d+)/.exec(tag)?.[1];
  return { name, ...(major !== undefined && { major: Number(major) }) };
}

/** Whether a service's going or its change touches what has to survive it. */
export function holdsData(service: ComposeService | undefined): boolean {
  return databaseOf(service) !== undefined || volumesOf(service).length > 0;
}

/** Volumes that a compose file declares. */
export function declaredVolumes(content: ComposeContent): Record<string, unknown> {
  const { volumes } = content;
  return typeof volumes === "object" && volumes !== null
    ? (volumes as Record<string, unknown>)
    : {};
}
