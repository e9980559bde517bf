import { join } from "node:path";
import { resolveTag } from "../registry/manifests.ts";
import { projectRegistry, repositories, type ProjectRegistry } from "../registry/project.ts";
import { builtTag } from "../registry/recordNames.ts";
import { hasRecord } from "../registry/records.ts";
import { asking } from "../registry/told.ts";
import { UserError } from "../terminal/exit.ts";
import { printable, say, shortDigest } from "../terminal/output.ts";
import { versionOfCommit } from "./commit.ts";
import { contextOf, ignoreFiles, type Place } from "./context.ts";
import { git } from "./git.ts";
import { inputsHash, testedHash, type BuildSettings } from "./hashes.ts";
import { jobFolder, writeJobFile, type InputsFile } from "./jobFiles.ts";
import { treeOf, type Tree } from "./tree.ts";

export interface InputsOptions extends Place, Omit<BuildSettings, "commitArguments"> {
  /** `NAME`, whose value is made of the commit, or `NAME=value`. */
  commitArguments: { [name: string]: string | undefined };
  exclude: string[];
  commands: string;
  builder: InputsFile["build"]["builder"];
  /** Of no hash: what is built is the same. */
  sbomGenerator?: string | undefined;
}

/**
 * What the pipeline has to do for this commit: whether its image exists, and whether its tests have
 * passed. Writes `inputs.json`.
 */
export async function findInputs(cwd: string, options: InputsOptions): Promise<InputsFile> {
  const registry = projectRegistry("job");
  const tree = await treeOf(cwd, process.env.CI_COMMIT_SHA || undefined);
  requireUntracked(tree);
  const { inputs, tested } = await hashesOf(tree, options);
  const { image, passed } = await asking(registry.connection, "What was built and tested", () =>
    lookUp(registry, inputs, tested),
  );
  const { context, dockerfile, target, platform, builder, provenance, sbom, sbomGenerator } =
    options;
  const found: InputsFile = {
    ...{ inputs, tested, passed, image: image ?? null },
    build: {
      ...{ context, dockerfile, builder, provenance, sbom },
      arguments: options.arguments,
      commitArguments: commitValues(options.commitArguments, tree.commit),
      ...(target === undefined ? {} : { target }),
      ...(platform === undefined ? {} : { platform }),
      ...(sbomGenerator === undefined ? {} : { sbomGenerator }),
    },
    commit: tree.commit,
  };
  writeJobFile(join(cwd, jobFolder, "inputs.json"), found);
  tell(found);
  return found;
}

async function hashesOf(
  { root, files }: Tree,
  options: InputsOptions,
): Promise<Pick<InputsFile, "inputs" | "tested">> {
  const ignored = await ignoreText(root, ignoreFiles(files, options));
  const context = contextOf(files, options, ignored);
  const commitArguments = Object.keys(options.commitArguments);
  return {
    inputs: inputsHash(context, { ...options, commitArguments }),
    tested: testedHash(files, options.exclude, options.commands),
  };
}

/** The first that is not empty: of an empty one BuildKit thinks that it is not there. */
export async function ignoreText(
  root: string,
  candidates: ReturnType<typeof ignoreFiles>,
): Promise<{ name: string; text: string } | undefined> {
  for (const { path, object } of candidates) {
    const text = (await git(root, ["cat-file", "blob", object])).toString("utf8");
    if (text !== "") return { name: path, text };
  }
  return undefined;
}

async function lookUp({ connection, project }: ProjectRegistry, inputs: string, tested: string) {
  const release = `${project}/${repositories.release}`;
  const [image, passed] = await Promise.all([
    resolveTag(connection, release, builtTag(inputs)),
    hasRecord(connection, release, { kind: "tested", says: { tested } }),
  ]);
  return { image, passed };
}

/** A commit could bring what an earlier job is to hand on. */
function requireUntracked({ files }: Tree): void {
  const tracked = files.find(({ path }) => path === jobFolder || path.startsWith(`${jobFolder}/`));
  if (!tracked) return;
  throw new UserError(
    `${printable(tracked.path)} is tracked by git. ${jobFolder} is where jobs hand files to each other: ` +
      `git rm -r --cached ${jobFolder}, and add it to .gitignore.`,
  );
}

/** GitLab's own variables mean what they mean; any other name gets the version. */
function commitValues(
  given: InputsOptions["commitArguments"],
  commit: string,
): { [name: string]: string } {
  const value = (name: string) =>
    (name.startsWith("CI_") ? process.env[name] : undefined) ?? versionOfCommit(commit);
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => [name, text ?? value(name)]),
  );
}

function tell({ inputs, image, passed }: InputsFile): void {
  say(`Inputs ${inputs.slice(0, 12)}`);
  say(
    image
      ? `These inputs are built: ${shortDigest(image)}. Nothing is built.`
      : "No image of these inputs is released: it is built.",
  );
  say(
    passed
      ? "All tests of these files have passed in a protected pipeline: they are skipped."
      : "The tests of these files run.",
  );
}
