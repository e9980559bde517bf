import * as pulumi from "@pulumi/pulumi";
import { remote } from "@pulumi/command";
import type { EnvironmentApp, EnvironmentSettings, ServerSettings } from "../../settings/index.ts";
import { Applied } from "./applied.ts";
import { connection } from "./connection.ts";
import { applyRequest, readable } from "./configuration.ts";
import type { PinnedImages } from "./images.ts";

const type = "slipway:environment:Deployment";

export interface DeploymentArgs {
  app: EnvironmentApp;
  settings: EnvironmentSettings;
  server: ServerSettings;
  images: PinnedImages;
}

/**
 * An app's configuration on a server: `up` lays it down through slipway-host, which switches to it
 * with the image that serves, checks it, and puts the former one back when the checks fail. A
 * pipeline's deploy then brings images.
 *
 * The inputs are made to be read in a preview: each line of `.env`, secrets as fingerprints with
 * the day they changed, and a hash per service, which changes when that service restarts.
 */
export class Deployment extends pulumi.ComponentResource {
  constructor(name: string, args: DeploymentArgs, opts?: pulumi.ComponentResourceOptions) {
    const { app, settings, server, images } = args;
    const shown = readable(app, settings, images);
    super(type, name, shown, opts);

    const command = new remote.Command(
      name,
      {
        connection: connection(server, server.user, settings.keys.configurator.private),
        // The key's forced command reads it as the action. One word for ever: the provider runs a
        // command again when its text changes, and shows it to everybody who lists processes.
        create: "apply",
        stdin: pulumi.secret(JSON.stringify(applyRequest(app, settings, images))),
        logging: "none",
        addPreviousOutputInEnv: false,
      },
      { parent: this },
    );
    new Applied(name, { readable: shown, command }, { parent: this });
    this.registerOutputs({});
  }
}
