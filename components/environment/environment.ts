import * as pulumi from "@pulumi/pulumi";
import { inWaves, type EnvironmentSettings } from "../../settings/index.ts";
import { AppEnvironment } from "./appEnvironment.ts";
import { pinImages, type PinnedImages } from "./images.ts";
import { Deployment, type DeploymentArgs } from "./deployment.ts";
import { findProjects } from "./project.ts";
import { registryProvider } from "./registry.ts";
import { Server } from "./server.ts";

const type = "slipway:environment:Environment";

/**
 * How many apps are laid down on a server at a time. Unless told otherwise, sshd turns connections
 * away at random once ten have yet to log in (MaxStartups 10:30:100, sshd_config(5)).
 */
const atOnce = 8;

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
  private readonly deployments = new Map<Server, Deployment[]>();

  /** Looks up the platform's projects and pins the images that the compose files name. */
  static async create(settings: EnvironmentSettings): Promise<Environment> {
    const projects = await findProjects(settings.apps);
    // Registries are asked through a resource of the stack's own, with the settings' credentials: it
    // comes after all that can fail without it.
    const images = await pinImages(settings.apps, registryProvider(settings.registry));
    return new Environment(settings.stack, { settings, found: { projects, images } });
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
      const args = { app, settings, images: found.images[app.name]! };
      let before: Deployment[] = [];
      // As a roll-out: an app is not started again on all of its servers at once.
      for (const wave of inWaves(ready, app.waves)) {
        before = wave.map((server) => this.deploy(server, args, before));
      }
      this.apps[app.name] = { url: app.environment.externalUrl, servers: app.servers };
    }
    this.registerOutputs({ apps: this.apps });
  }

  private deploy(
    server: Server,
    args: Omit<DeploymentArgs, "server">,
    before: Deployment[],
  ): Deployment {
    const earlier = this.deployments.get(server) ?? [];
    const turn = earlier.at(-atOnce);
    const deployment = new Deployment(
      `${args.app.name}-${server.settings.name}`,
      { ...args, server: server.settings },
      // A server takes an app only once it knows the app's keys.
      { parent: this, dependsOn: [server, ...(turn ? [turn] : []), ...before] },
    );
    this.deployments.set(server, [...earlier, deployment]);
    return deployment;
  }
}
