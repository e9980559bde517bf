import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { essential, path, type PublicImage } from "./image.ts";

const version = 17;
const entrypoint = join(import.meta.dirname, "docker-entrypoint.sh");

/** Debian's PostgreSQL, which takes POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB at its first start. */
export const postgres: PublicImage = {
  name: `postgres:${version}`,
  packages: [...essential, `postgresql-${version}`],
  // What Debian's clusters and their set-up need, and the compiler of queries.
  without: [
    ...["postgresql-common", "postgresql-client-common", "ssl-cert", "debconf", "perl", "locales"],
    "libllvm19",
  ],
  user: { name: "postgres", id: 999 },
  parts: [],
  complete(root) {
    const library = join(root, `usr/lib/postgresql/${version}/lib`);
    // Without its library it would fail the first large query.
    for (const part of ["llvmjit.so", "bitcode"]) {
      rmSync(join(library, part), { recursive: true, force: true });
    }
    const sample = join(root, `usr/share/postgresql/${version}/postgresql.conf.sample`);
    const settings = readFileSync(sample, "utf8");
    writeFileSync(sample, `${settings}\nlisten_addresses = '*'\n`);
    const program = join(root, "usr/local/bin/docker-entrypoint.sh");
    mkdirSync(join(root, "usr/local/bin"), { recursive: true });
    copyFileSync(entrypoint, program);
    chmodSync(program, 0o755);
    mkdirSync(join(root, "docker-entrypoint-initdb.d"));
    return Promise.resolve();
  },
  configuration: {
    Env: [
      `PATH=${path}:/usr/lib/postgresql/${version}/bin`,
      "LANG=C.UTF-8",
      "PGDATA=/var/lib/postgresql/data",
    ],
    Entrypoint: ["docker-entrypoint.sh"],
    Cmd: ["postgres"],
    Volumes: { "/var/lib/postgresql/data": {} },
    ExposedPorts: { "5432/tcp": {} },
    // The one at which PostgreSQL ends its sessions and itself, and not when the last has gone.
    StopSignal: "SIGINT",
  },
};
