import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { z } from "zod";
import { digestPattern } from "../registry/manifests.ts";
import { UserError } from "../terminal/exit.ts";

/**
 * What one job of a pipeline hands to the next: files that are read as data. They come as GitLab's
 * artifacts, so a reader believes the jobs that wrote them and nothing beyond.
 */
export const jobFolder = ".slipway";

const hash = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits");
const digest = z.string().regex(digestPattern, "sha256: and 64 hexadecimal digits");
const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, "a commit's whole hash");

/** From the job `inputs`, which runs none of the app's code. */
export const inputsFile = z.object({
  /** Names the image. */
  inputs: hash,
  /** Of all that tests can see. */
  tested: hash,
  /** Whether a protected pipeline has passed all tests of these files. */
  passed: z.boolean(),
  /** The image, where `release` has it. */
  image: digest.nullable(),
  build: z.object({
    context: z.string(),
    dockerfile: z.string(),
    target: z.string().optional(),
    arguments: z.record(z.string(), z.string()),
    /** Arguments whose value is the commit's own. */
    commitArguments: z.record(z.string(), z.string()),
    platform: z.string().optional(),
    builder: z.enum(["buildkit", "docker-in-docker", "docker"]),
    provenance: z.boolean(),
    sbom: z.boolean(),
    sbomGenerator: z.string().optional(),
  }),
  commit,
});
export type InputsFile = z.infer<typeof inputsFile>;

/** From `build`, which runs the app's code: nothing in it is believed but that there is such a digest. */
export const buildFile = z.object({ inputs: hash, digest });
export type BuildFile = z.infer<typeof buildFile>;

/** From `release`, which runs none: what is deployed. */
export const releaseFile = z.object({
  app: z.string(),
  /** In the release repository, by its digest. */
  image: z.string().regex(/^[^@\s]+@sha256:[0-9a-f]{64}$/, "an image by its digest"),
  /** What the image's label says, which the app reports. */
  version: z.string(),
  commit,
  inputs: hash,
});
export type ReleaseFile = z.infer<typeof releaseFile>;

const writers = {
  "inputs.json": "the job `inputs` writes it",
  "build.json": "the job `build` writes it",
  "release.json": "the job `release` writes it",
  "change.json": "`slipway deploy` and `rollback` write it",
} as const;

/**
 * @param path where it lies: in `.slipway`, under its own name, or where the command line says
 * @throws UserError with all that is wrong with it
 */
export function readJobFile<Schema extends z.ZodType>(
  path: string,
  name: keyof typeof writers,
  schema: Schema,
): z.infer<Schema> {
  let text: string;
  try {
    requireNoLink(path, writers[name]);
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof UserError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new UserError(
      missing
        ? `There is no ${path}: ${writers[name]}, and this job has to need its artifacts.`
        : `${path} can't be read: ${(error as Error).message}`,
    );
  }
  return parseJobFile(text, path, name, schema);
}

/**
 * @param where it comes from, for messages
 * @throws UserError with all that is wrong with it
 */
export function parseJobFile<Schema extends z.ZodType>(
  text: string,
  where: string,
  name: keyof typeof writers,
  schema: Schema,
): z.infer<Schema> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new UserError(`${where} is no JSON; ${writers[name]}.`);
  }
  const read = schema.safeParse(content);
  if (read.success) return read.data;
  const problems = read.error.issues.map(
    ({ path: place, message }) => `  ${place.join(".") || "it"}: ${message}`,
  );
  throw new UserError([`${where} is wrong; ${writers[name]}:`, ...problems].join("\n"));
}

/** What else is in its place goes: a commit may hold a link there, or a folder. */
export function writeJobFile(path: string, content: object): void {
  if (isLink(dirname(path))) rmSync(dirname(path));
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { recursive: true, force: true });
  writeFileSync(path, JSON.stringify(content, undefined, 2) + "\n", { flag: "wx" });
}

/**
 * Artifacts may be links, and what one leads to is not what the earlier job wrote.
 *
 * @throws UserError
 */
function requireNoLink(path: string, writes: string): void {
  const inFolder = basename(dirname(path)) === jobFolder;
  const link = [...(inFolder ? [dirname(path)] : []), path].find(isLink);
  if (link === undefined) return;
  throw new UserError(`${link} is a link, and has to be the job's own: ${writes}.`);
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
