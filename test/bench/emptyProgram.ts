import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as gitlab from "@pulumi/gitlab";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { findEngine } from "../../toolchain/engine.ts";

/** Previews a program with Slipway's providers and no resources: the least a preview takes. */
const pulumiCommand = await findEngine();
const stack = await LocalWorkspace.createOrSelectStack(
  {
    stackName: "empty",
    projectName: "empty",
    // eslint-disable-next-line @typescript-eslint/require-await
    program: async () => {
      new gitlab.Provider("gitlab", {
        baseUrl: process.argv[2]!,
        token: process.env.GITLAB_TOKEN!,
      });
      new docker.Provider("docker", { disableDockerDaemonCheck: true });
      new command.Provider("command", {});
    },
  },
  { ...(pulumiCommand ? { pulumiCommand } : {}) },
);
await stack.preview({ onOutput: () => {} });
