import { openAsBlob, readFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf, request, type Registry } from "../registry.ts";
import { files, sha256, types } from "./public/archive.ts";

/** Brings an image that `archive` has made into the registry, under a tag, unless it is there. */
export async function upload(
  registry: Registry,
  folder: string,
  repository: string,
  tag: string,
): Promise<void> {
  const { digest } = await sha256(join(folder, files.manifest));
  if ((await digestOf(registry, repository, tag)) === digest) return;
  for (const file of [files.layer, files.config]) {
    await uploadBlob(registry, repository, join(folder, file));
  }
  const answer = await request(registry, `/v2/${repository}/manifests/${tag}`, {
    method: "PUT",
    headers: { "content-type": types.manifest },
    body: readFileSync(join(folder, files.manifest)),
  });
  expectSuccess(answer, `${repository}:${tag}`);
}

/** In one request, as the distribution specification has it: "POST then PUT". */
async function uploadBlob(registry: Registry, repository: string, file: string): Promise<void> {
  const { digest } = await sha256(file);
  const blobs = `/v2/${repository}/blobs`;
  if ((await request(registry, `${blobs}/${digest}`, { method: "HEAD" })).ok) return;
  const session = await request(registry, `${blobs}/uploads/`, { method: "POST" });
  expectSuccess(session, digest);
  const place = new URL(session.headers.get("location") ?? "", `http://${registry.address}`);
  place.searchParams.set("digest", digest);
  const answer = await request(registry, place.pathname + place.search, {
    method: "PUT",
    headers: { "content-type": "application/octet-stream" },
    body: await openAsBlob(file),
  });
  expectSuccess(answer, digest);
}

function expectSuccess({ ok, status }: Response, what: string): void {
  if (!ok) throw new Error(`The registry answered ${status} to the upload of ${what}.`);
}
