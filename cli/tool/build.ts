import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { digestIn } from "../loop/build.ts";
import { writeCredentials } from "../loop/build/credentials.ts";
import { withBuildkitd } from "../loop/build/buildkitd.ts";
import { buildFailure } from "../loop/build/failure.ts";
import { relay, type Relayed } from "../loop/build/relay.ts";
import { writeContext } from "../loop/build/writeContext.ts";
import type { Account } from "../registry/dockerAccount.ts";
import { redactor } from "../servers/redact.ts";
import { UserError } from "../terminal/exit.ts";
import { say, shortDigest } from "../terminal/output.ts";
import { withTemporaryFolder } from "../terminal/temporary.ts";
import { buildctlArguments, buildxArguments, type ToolBuild } from "./commandLines.ts";
import type { ToolSource } from "./source.ts";

const run = promisify(execFile);

type Asked = Omit<ToolBuild, "source" | "written" | "metadata"> & { account: Account | undefined };

/**
 * Builds the tool image and pushes it.
 *
 * @returns its digest, as the builder has it
 */
export async function buildTool(source: ToolSource, asked: Asked): Promise<string> {
  const builder = await builderHere();
  return withTemporaryFolder(async (folder) => {
    const { account } = asked;
    const metadata = join(folder, "metadata.json");
    const written = await writeContext(source.root, source.context, folder);
    const build: ToolBuild = { ...asked, source, written, metadata };
    // What `docker login` has kept Docker's tools find by themselves.
    const config = account?.fromVariables ? writeCredentials(folder, { account }) : undefined;
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      ...(config === undefined ? {} : { DOCKER_CONFIG: config }),
    };
    delete env.SLIPWAY_TOOL_TOKEN;
    const redact = redactor(account ? [account.password] : []);
    say(`Building ${asked.image} with ${builder === "docker" ? "docker buildx" : "BuildKit"} …`);
    const { code, lines } = await builders[builder](build, { folder, env, redact });
    if (code !== 0) throw new UserError(buildFailure(lines));
    const digest = digestIn(metadata);
    say(`Built: ${shortDigest(digest)}`);
    return digest;
  });
}

interface Around {
  folder: string;
  env: NodeJS.ProcessEnv;
  redact: (text: string) => string;
}

const builders = {
  docker: (build: ToolBuild, { env, redact }: Around): Promise<Relayed> =>
    relay("docker", buildxArguments(build), { env }, redact),
  /** The daemon that BUILDKIT_HOST names, as for `buildctl` itself. */
  remote: (build: ToolBuild, { env, redact }: Around): Promise<Relayed> =>
    relay("buildctl", buildctlArguments(process.env.BUILDKIT_HOST!, build), { env }, redact),
  own: (build: ToolBuild, { folder, env, redact }: Around): Promise<Relayed> =>
    withBuildkitd(folder, (address) =>
      relay("buildctl", buildctlArguments(address, build), { env }, redact),
    ),
};

/** @throws UserError saying what to install */
async function builderHere(): Promise<keyof typeof builders> {
  if (process.env.BUILDKIT_HOST && (await runs("buildctl", ["--version"]))) return "remote";
  if (await runs("docker", ["buildx", "version"])) return "docker";
  const programs = ["buildctl", "buildkitd", ...(process.getuid?.() === 0 ? [] : ["rootlesskit"])];
  const there = await Promise.all(programs.map((program) => runs(program, ["--version"])));
  if (there.every(Boolean)) return "own";
  throw new UserError(
    "Nothing that builds images is here. Install Docker with its buildx plugin (https://docs.docker.com/go/buildx/), " +
      "or BuildKit: buildctl and buildkitd (https://github.com/moby/buildkit/releases), rootlesskit, runc and uidmap.",
  );
}

async function runs(command: string, args: string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  );
}
