import { findDaemon } from "./docker/daemon.ts";
import { type Credentials, digestOf } from "./docker/registry.ts";
import { type Plugin, servePlugin } from "./plugin.ts";
import { text } from "./values.ts";

const version = "5.2.0";
const plugin = `docker ${version}`;
const string = { type: "string" } as const;

/** Stands in for Pulumi's docker plugin: looks up digests in registries on this machine. */
export const docker: Plugin<{ credentials: Credentials[] }> = {
  version,
  configuration: {
    caMaterial: string,
    certMaterial: string,
    certPath: string,
    context: string,
    disableDockerDaemonCheck: { type: "boolean" },
    host: string,
    keyMaterial: string,
    registryAuth: {
      type: [
        {
          address: { type: "string", required: true },
          authDisabled: { type: "boolean" },
          configFile: string,
          configFileContent: string,
          password: string,
          username: string,
        },
      ],
    },
    sshOpts: { type: "strings" },
  },
  async configure(configuration) {
    const host = text(configuration["host"]) || process.env["DOCKER_HOST"] || undefined;
    await findDaemon(host, plugin);
    return { credentials: (configuration["registryAuth"] ?? []) as unknown as Credentials[] };
  },
  resources: {},
  functions: {
    "docker:index/getRegistryImage:getRegistryImage": {
      inputs: {
        insecureSkipVerify: { type: "boolean" },
        name: { type: "string", required: true },
      },
      async invoke(inputs, { client }) {
        const insecureSkipVerify = inputs["insecureSkipVerify"] === true;
        const image = { name: text(inputs["name"]), verify: !insecureSkipVerify };
        const digest = await digestOf(image, client.credentials, plugin);
        return { ...inputs, insecureSkipVerify, id: digest, sha256Digest: digest };
      },
    },
  },
};

if (process.argv[1] === import.meta.filename) await servePlugin(docker);
