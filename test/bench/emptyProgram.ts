import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as gitlab from "@pulumi/gitlab";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { findEngine } from "../../toolchain/engine.ts";

/**
 * Previews a program with Slipway's providers and no resources: the least a preview takes.
 * Arguments: GitLab's API, and a folder for the project.
 */
const [baseUrl = "", workDir = ""] = process.argv.slice(2);
const pulumiCommand = (await findEngine())!;
const program = () => {
  new gitlab.Provider("gitlab", { baseUrl, token: process.env.GITLAB_TOKEN! });
  new docker.Provider("docker", { disableDockerDaemonCheck: true });
  new command.Provider("command", {});
  return Promise.resolve();
};
const stack = await LocalWorkspace.createOrSelectStack(
  { stackName: "empty", projectName: "empty", program },
  { workDir, pulumiCommand },
);
await stack.preview({ onOutput: () => undefined });
