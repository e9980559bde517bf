import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeCredentials } from "../../../cli/loop/build/credentials.ts";
import { copyImage } from "../../../cli/registry/copyImage.ts";
import { labelsIn } from "../../../cli/registry/labels.ts";
import { readManifest } from "../../../cli/registry/manifests.ts";
import { startDocker, type Docker } from "../../../sandbox/docker.ts";
import { startBuildJob, type BuildJob } from "../../support/buildJob.ts";
import { docker } from "../../support/docker.ts";
import { machineFolder } from "../../support/machine.ts";

/** What BuildKit attests of an image, and what becomes of that on the way to a server. */

let job: BuildJob;
let machine: Docker;

const [incoming, release] = ["acme/shop/incoming", "acme/shop/release"];
const image = "FROM scratch\nCOPY busybox /bin/busybox\nCOPY src /src\n";

beforeAll(async () => {
  [job, machine] = await Promise.all([startBuildJob(), startDocker(machineFolder())]);
});
afterAll(() => job.close());

interface Entry {
  digest: string;
  annotations?: Record<string, string>;
}

/** The index of what was built, and what its attestations say of what. */
async function attested(repository: string) {
  const { connection } = job.registry;
  const index = await readManifest(connection, repository, job.written().digest);
  const entries = index!.content.manifests as Entry[];
  const of = (type: string) =>
    entries.filter(({ annotations }) => annotations?.["vnd.docker.reference.type"] === type);
  const [statement] = of("attestation-manifest");
  const manifest = await readManifest(connection, repository, statement!.digest);
  const layers = manifest!.content.layers as Entry[];
  return {
    index: index!,
    manifest: manifest!,
    types: layers.map(({ annotations }) => annotations?.["in-toto.io/predicate-type"]),
  };
}

describe("provenance", () => {
  it("lies beside the image in the form that GitLab's registry takes, and is released with it", async () => {
    await job.build({ Dockerfile: image, "src/a": "1\n" }, "--provenance");
    const { index, manifest, types } = await attested(incoming);
    expect(types).toEqual([expect.stringContaining("slsa.dev/provenance")]);
    // moby/buildkit#7007: the newer form has an artifactType.
    expect(manifest.content.artifactType).toBeUndefined();
    const { connection } = job.registry;
    const copied = await copyImage(connection, index.digest, incoming, release);
    expect(copied?.digest).toBe(job.written().digest);
    expect((await attested(release)).types).toEqual(types);
    expect(await labelsIn(connection, release, copied!)).toMatchObject({
      "dev.slipway.inputs": job.written().inputs,
    });
  });

  it("keeps no server from the image", async () => {
    const { address, variables } = job.registry;
    const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
    const [user, password] = [variables.CI_REGISTRY_USER!, variables.CI_REGISTRY_PASSWORD!];
    const server = {
      ...machine,
      config: writeCredentials(folder, { account: { address, user, password } }),
    };
    const name = `${address}/${release}@${job.written().digest}`;
    await docker(server, "pull", "--quiet", name);
    await docker(server, "rmi", name);
    rmSync(folder, { recursive: true });
  });
});

describe("an SBOM", () => {
  it("is made by the scanner that settings name, and one that is not there is told of", async () => {
    const scan = [
      "FROM scratch",
      "COPY busybox /bin/busybox",
      "COPY scan /scan",
      'ENTRYPOINT ["/bin/busybox", "sh", "/scan"]',
      "",
    ].join("\n");
    const statement = {
      _type: "https://in-toto.io/Statement/v0.1",
      predicateType: "https://spdx.dev/Document",
      predicate: { name: "the shop" },
    };
    const script = `echo '${JSON.stringify(statement)}' > "$BUILDKIT_SCAN_DESTINATION/shop.spdx.json"\n`;
    await job.build({ Dockerfile: scan, scan: script });
    const scanner = `${job.registry.address}/${incoming}@${job.written().digest}`;

    const withScanner = (name: string) => ["--sbom", "--sbom-generator", name];
    await job.build({ Dockerfile: image, "src/a": "2\n" }, ...withScanner(scanner));
    expect((await attested(incoming)).types).toEqual([statement.predicateType]);

    const missing = `${job.registry.address}/acme/no-scanner:1`;
    const failed = job.build({ Dockerfile: image, "src/a": "3\n" }, ...withScanner(missing));
    await expect(failed).rejects.toThrow(
      /The build failed: the scanner that makes the SBOM can't be pulled: .*no-scanner:1: not found\. `build\.sbomGenerator` in the settings/,
    );
  });
});
