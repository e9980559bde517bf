import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Store } from "../store.ts";
import type { Artifact, Job } from "./model.ts";

/** Where a job's trace and artifacts are. */
function folderOf(store: Store, job: { id: number }): string {
  return join(store.folder, "jobs", String(job.id));
}

function tracePath(store: Store, job: { id: number }): string {
  return join(folderOf(store, job), "trace.log");
}

export function readTrace(store: Store, job: { id: number }): Buffer {
  const path = tracePath(store, job);
  return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
}

export function traceLength(store: Store, job: { id: number }): number {
  const path = tracePath(store, job);
  return existsSync(path) ? statSync(path).size : 0;
}

export function appendTrace(store: Store, job: { id: number }, bytes: Uint8Array): void {
  mkdirSync(folderOf(store, job), { recursive: true, mode: 0o700 });
  appendFileSync(tracePath(store, job), bytes, { mode: 0o600 });
}

/** So that a trace that came out wrong is sent again from its start. */
export function clearTrace(store: Store, job: { id: number }): void {
  if (existsSync(tracePath(store, job))) truncateSync(tracePath(store, job));
}

function artifactPath(store: Store, job: { id: number }, type: string): string {
  return join(folderOf(store, job), `artifact-${type}`);
}

export function writeArtifact(store: Store, job: Job, type: string, bytes: Uint8Array): void {
  mkdirSync(folderOf(store, job), { recursive: true, mode: 0o700 });
  writeFileSync(artifactPath(store, job, type), bytes, { mode: 0o600 });
}

export function readArtifact(store: Store, job: Job, { type }: Artifact): Buffer {
  return readFileSync(artifactPath(store, job, type));
}

export function removeFiles(store: Store, job: { id: number }): void {
  rmSync(folderOf(store, job), { recursive: true, force: true });
}

export function removeArtifacts(store: Store, job: Job): void {
  for (const { type } of job.artifacts) rmSync(artifactPath(store, job, type), { force: true });
}
