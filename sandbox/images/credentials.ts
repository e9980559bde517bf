import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Docker } from "../docker.ts";
import type { Registry } from "../registry.ts";

/** Does a work with a Docker that may pull from the registry and push to it, for as long as it takes. */
export async function withCredentials<Result>(
  docker: Docker,
  registry: Registry,
  work: (authorized: Docker) => Promise<Result>,
): Promise<Result> {
  const auth = Buffer.from(`${registry.user}:${registry.password}`).toString("base64");
  // Nobody else may read it.
  const config = mkdtempSync(join(tmpdir(), "slipway-docker-"));
  try {
    const auths = { [registry.address]: { auth } };
    writeFileSync(join(config, "config.json"), JSON.stringify({ auths }), { mode: 0o600 });
    return await work({ ...docker, config });
  } finally {
    rmSync(config, { recursive: true, force: true });
  }
}
