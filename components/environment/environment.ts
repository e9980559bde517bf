import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentSettings } from "../../settings/index.ts";
import { AppEnvironment } from "./appEnvironment.ts";
import { pinImages, type PinnedImages } from "./images.ts";
import { Deployment } from "./deployment.ts";
import { findProject } from "./project.ts";
import { registryProvider } from "./registry.ts";
import { Server } from "./server.ts";

const type = "slipway:environment:Environment";

/** What an environment tells others about an app. */
export interface AppOutputs {
  url?: string;
  servers: string[];
}

/** What was looked up before the first resource: GitLab's projects, the registry's digests. */
export interface Found {
  /** By app: the GitLab project's id. */
  projects: Record<string, pulumi.Output<string>>;
  /** By app. */
  images: Record<string, PinnedImages>;
}

/** A GitLab environment of each app, with its variables, its servers and its Compose deployments. */
export class Environment extends pulumi.ComponentResource {
  /** By app. */
  readonly apps: Record<string, AppOutputs> = {};

  /** Looks up the platform's projects and pins the images that the compose files name. */
  static async create(settings: EnvironmentSettings): Promise<Environment> {
    const found: Found = { projects: {}, images: {} };
    const registry = registryProvider(settings.registry);
    for (const app of settings.apps) {
      found.projects[app.name] = await findProject(app);
      found.images[app.name] = await pinImages(app, registry);
    }
    return new Environment(settings.stack, { settings, found });
  }

  constructor(
    name: string,
    args: { settings: EnvironmentSettings; found: Found },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, {}, opts);
    const { settings, found } = args;

    const servers = new Map(
      Object.values(settings.servers).map((server) => [
        server.name,
        new Server(server.name, { server, settings }, { parent: this }),
      ]),
    );
    for (const app of settings.apps) {
      const project = found.projects[app.name]!;
      const ready = app.servers.map((name) => servers.get(name)!);
      new AppEnvironment(app.name, { app, settings, project, servers: ready }, { parent: this });
      for (const serverName of app.servers) {
        const server = servers.get(serverName)!;
        new Deployment(
          `${app.name}-${serverName}`,
          { app, settings, server: server.settings, images: found.images[app.name]! },
          // A server takes an app only once it knows the app's keys.
          { parent: this, dependsOn: server },
        );
      }
      this.apps[app.name] = { url: app.url, servers: app.servers };
    }
    this.registerOutputs({ apps: this.apps });
  }
}
