import { isMap, parseDocument } from "yaml";
import { setIn } from "../../settings/index.ts";
import { Connection } from "../registry/connection.ts";
import { dockerAccount } from "../registry/dockerAccount.ts";
import { digestPattern, readManifest, resolveTag, writeManifest } from "../registry/manifests.ts";
import { builtTag } from "../registry/recordNames.ts";
import { asking } from "../registry/told.ts";
import { platformIn } from "../stackFiles/platformApp.ts";
import { readStackFile, replaceStackFile } from "../stackFiles/stackFile.ts";
import { UserError } from "../terminal/exit.ts";
import { say, shortDigest } from "../terminal/output.ts";
import { buildTool } from "./build.ts";
import { toolName } from "./name.ts";
import { toolSource } from "./source.ts";

export interface PublishOptions {
  /** The registry's host, where settings don't say it. */
  registry?: string;
  /** `linux/amd64` */
  platform: string;
  arguments: { [name: string]: string };
  /** Whether to build what the registry has already. */
  anew?: boolean;
}

export interface Published {
  /** By its digest. */
  image: string;
  /** Whether it was built now; else the registry had it. */
  built: boolean;
  /** Whether Pulumi.platform.yaml was changed. */
  written: boolean;
}

/**
 * Builds the tool image unless the registry has it, and writes its digest as `slipway:tool`.
 *
 * @throws SettingsError, and UserError for what keeps it from being built; no file is changed then
 */
export async function publishTool(cwd: string, options: PublishOptions): Promise<Published> {
  const { folder, settings } = platformIn(cwd);
  if (settings.tool && "command" in settings.tool) {
    throw new UserError(
      `\`slipway:tool\` says that jobs run ${settings.tool.command}, and no image. Take it out of Pulumi.platform.yaml first.`,
    );
  }
  const { name, host, repository, insecure } = toolName(folder, settings, options.registry);
  const withDocker = settings.apps.some(({ build }) => build.builder !== "buildkit");
  const target = withDocker ? "with-docker" : "tool";
  const source = await toolSource({ ...options, target });
  const account = await dockerAccount(host);
  const connection = new Connection(host, account && { ...account, insecure });
  const there = await asking(connection, "Whether this tool is there", () =>
    resolveTag(connection, repository, source.tag),
  ).catch((error: unknown) => {
    throw account ? error : withoutAccount(error, host);
  });
  const isThere = there !== undefined && options.anew !== true;
  if (there !== undefined && !isThere) await keep(connection, repository, there);
  if (isThere) say(`This tool is there: ${shortDigest(there)}, ${source.tag}. Nothing is built.`);
  const digest = isThere
    ? there
    : await buildTool(source, {
        ...options,
        target,
        insecure,
        account,
        image: `${name}:${source.tag}`,
      });
  if (!digestPattern.test(digest)) throw new UserError(`${name} has no digest.`);
  const image = `${name}@${digest}`;
  return { image, built: !isThere, written: writeTool(folder, image) };
}

/** What loses its tag to a newer one gets another, or a registry's clean-up takes what old jobs name. */
async function keep(connection: Connection, repository: string, digest: string): Promise<void> {
  await asking(connection, "What keeps the former tool", async () => {
    const manifest = await readManifest(connection, repository, digest);
    const tag = builtTag(digest.replace("sha256:", ""));
    if (manifest) await writeManifest(connection, repository, tag, manifest);
  });
}

/** Nobody is asked for a password: it would end up in a shell's history. */
function withoutAccount(error: unknown, host: string): unknown {
  if (!(error instanceof UserError)) return error;
  return new UserError(
    `${error.message}\nNo account for it is known here: \`docker login ${host}\`, or set SLIPWAY_TOOL_USER and ` +
      "SLIPWAY_TOOL_TOKEN: a Maintainer's of that project, with the scopes `read_registry` and `write_registry`.",
    error.exitCode,
  );
}

/** @returns whether it was another one */
function writeTool(folder: string, image: string): boolean {
  const file = readStackFile(folder, "platform");
  const { settings } = platformIn(folder);
  if (settings.tool && "image" in settings.tool && settings.tool.image === image) return false;
  const path = ["config", "slipway:tool"];
  const isGroup = isMap(parseDocument(file.text).getIn(path));
  const at = isGroup ? [...path, "image"] : path;
  replaceStackFile(file, setIn(file.text, at, image, "slipway:pipelines"));
  return true;
}
