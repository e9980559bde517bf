import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyImage } from "../../../../cli/registry/copyImage.ts";
import { labelsIn } from "../../../../cli/registry/labels.ts";
import { readManifest, resolveTag, writeManifest } from "../../../../cli/registry/manifests.ts";
import { hasRecord, writeRecord } from "../../../../cli/registry/records.ts";
import { pushImage, pushIndex, startTestRegistry } from "../support/registry.ts";
import type { TestRegistry } from "../support/registry.ts";

let registry: TestRegistry;
beforeAll(async () => {
  registry = await startTestRegistry();
});
afterAll(() => registry.stop());

const none = `sha256:${"0".repeat(64)}`;

describe("copying an image within a registry", () => {
  it.each(["oci", "docker"] as const)(
    "keeps the digest of %s's form, and its labels",
    async (form) => {
      const { connection } = registry;
      const from = await pushImage(connection, `${form}/incoming`, { version: "1" }, form);
      const copied = await copyImage(connection, from, `${form}/incoming`, `${form}/release`);
      expect(copied?.digest).toBe(from);
      const read = await readManifest(connection, `${form}/release`, from);
      expect(read?.digest).toBe(from);
      expect(await labelsIn(connection, `${form}/release`, read!)).toEqual({ version: "1" });
    },
  );

  it("brings all that an index lists", async () => {
    const { connection } = registry;
    const image = await pushImage(connection, "index/incoming", { version: "2" });
    const attestation = await pushImage(connection, "index/incoming", { attests: "it" });
    const index = await pushIndex(connection, "index/incoming", [
      { digest: attestation, platform: { os: "unknown", architecture: "unknown" } },
      { digest: image, platform: { os: "linux", architecture: "amd64" } },
    ]);
    const copied = await copyImage(connection, index, "index/incoming", "index/release");
    expect(await labelsIn(connection, "index/release", copied!)).toEqual({ version: "2" });
    expect(await readManifest(connection, "index/release", attestation)).toBeDefined();
  });

  it("says that there is none", async () => {
    expect(await copyImage(registry.connection, none, "none/incoming", "x")).toBeUndefined();
  });

  it("names nothing by a tag that no one gave", async () => {
    const { connection } = registry;
    expect(await resolveTag(connection, "tags/release", "built-1")).toBeUndefined();
    const digest = await pushImage(connection, "tags/release", {});
    const manifest = await readManifest(connection, "tags/release", digest);
    await writeManifest(connection, "tags/release", "built-1", manifest!);
    expect(await resolveTag(connection, "tags/release", "built-1")).toBe(digest);
  });
});

describe("a record", () => {
  const served = {
    kind: "served",
    says: { app: "shop", environment: "uat", digest: none },
  } as const;

  it("is there once it is written, for what it says and nothing else", async () => {
    const { connection } = registry;
    expect(await hasRecord(connection, "acme/shop/release", served)).toBe(false);
    await writeRecord(connection, "acme/shop/release", served, { pipeline: "https://…/1" });
    expect(await hasRecord(connection, "acme/shop/release", served)).toBe(true);
    const other = { ...served, says: { ...served.says, environment: "staging" } };
    expect(await hasRecord(connection, "acme/shop/release", other)).toBe(false);
    await writeRecord(connection, "acme/shop/release", served);
  });

  it("that says something else than its name is no record", async () => {
    const { connection } = registry;
    const { recordTag } = await import("../../../../cli/registry/recordNames.ts");
    const other = { kind: "tested", says: { tested: "1".repeat(64) } } as const;
    await writeRecord(connection, "false/release", other);
    const manifest = await readManifest(connection, "false/release", recordTag(other));
    await writeManifest(connection, "false/release", recordTag(served), manifest!);
    await expect(hasRecord(connection, "false/release", served)).rejects.toThrow(
      "is not the record of its name: `dev.slipway.record` differs",
    );
  });
});
