import { handed, runnerOf } from "./around.ts";
import type { Source } from "./around.ts";
import { imageOf, slipway } from "./shell.ts";
import type { Block, Line } from "./write.ts";

/** The build: it runs the app's own Dockerfile, so it holds no key either. */
export function buildJob({ app, tool }: Source): Block {
  const lines: Line[] = [
    ["stage", "build"],
    ...image(app.build, imageOf(tool)),
    ["tags", [runnerOf.code]],
    ...daemon(app.build),
    ["needs", [{ job: "inputs" }]],
    [
      "resource_group",
      `build-${runnerOf.code}`,
      "One build at a time: a second one of the same files finds the first one's image, if that is released by then, or begins from its layers.",
    ],
    ["timeout", app.build.timeout],
    [
      "variables",
      { GIT_STRATEGY: "clone", ...daemonVariables(app.build) },
      "Cloned anew: a test that ran here may have changed what git has kept, and that would be built.",
    ],
    ["script", [slipway(tool, "build")]],
    [
      "artifacts",
      { paths: [handed.build], expire_in: "1 week" },
      "Of this file `release` takes the digest, and nothing else.",
    ],
  ];
  return {
    key: "build",
    says: `Builds what \`inputs\` has named, if it is not there: the files as git has them, not the checkout. ${builderWords[app.build.builder]} It pushes to \`<project>/incoming\` with its job's token, from where no server takes anything.`,
    lines,
  };
}

const builderWords = {
  buildkit: "By rootless BuildKit, whose daemon lives and ends with the job.",
  "docker-in-docker":
    "By a Docker daemon beside the job, which makes the job root on the runner: the runner is thrown away after it.",
  docker:
    "By the runner's own Docker daemon, which makes the job root on the runner: the runner is thrown away after it.",
};

/** The runner's own daemon lets root ask it, and one group, whose number each machine has its own of. */
function image({ builder }: Source["app"]["build"], name: string | undefined): Line[] {
  if (builder !== "docker" || name === undefined) return [["image", name]];
  return [
    ["image", { name, docker: { user: "root" } }, "As root, whom the daemon's socket belongs to."],
  ];
}

/** Docker-in-Docker's daemon. */
function daemon({ builder, daemon }: Source["app"]["build"]): Line[] {
  if (builder !== "docker-in-docker" || daemon === undefined) return [];
  return [["services", [{ name: daemon, alias: "docker" }]]];
}

/** It is asked over TLS, with the certificates that it writes for the job. */
function daemonVariables({ builder, daemon }: Source["app"]["build"]): Record<string, string> {
  if (builder !== "docker-in-docker" || daemon === undefined) return {};
  return {
    DOCKER_HOST: "tcp://docker:2376",
    DOCKER_TLS_CERTDIR: "/certs",
    DOCKER_CERT_PATH: "/certs/client",
    DOCKER_TLS_VERIFY: "1",
  };
}
