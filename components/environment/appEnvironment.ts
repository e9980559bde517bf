import * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import type {
  EnvironmentApp,
  EnvironmentSettings,
  PipelineVariable,
} from "../../settings/index.ts";
import type { Exactly } from "../exactly.ts";
import { connectionVariables, pullVariables } from "./connectionVariables.ts";
import { deployVariables } from "./deployVariables.ts";

const type = "slipway:environment:AppEnvironment";

export interface AppEnvironmentArgs {
  app: EnvironmentApp;
  settings: EnvironmentSettings;
  /** The GitLab project's id. */
  project: pulumi.Input<string>;
  /** The servers that the app runs on. */
  servers: pulumi.Resource[];
}

/** An app's side of an environment in GitLab: the environment itself and its scoped variables. */
export class AppEnvironment extends pulumi.ComponentResource {
  constructor(name: string, args: AppEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super(type, name, {}, opts);
    const { app, settings, project, servers } = args;
    app.environment satisfies Exactly<typeof app.environment, gitlab.ProjectEnvironmentArgs>;

    const environment = new gitlab.ProjectEnvironment(
      name,
      {
        project,
        // With its name, which GitLab matches a variable's scope with; left out, Pulumi would add a
        // suffix.
        ...app.environment,
        // GitLab's own default differs by tier.
        autoStopSetting: "with_action",
        // GitLab deletes no environment that runs.
        stopBeforeDestroy: true,
      },
      { parent: this },
    );
    const create = (variable: PipelineVariable, dependsOn: pulumi.Resource[], scope = "") => {
      const place = { project, environment, dependsOn };
      this.createVariable(`${name}${scope}-${variable.key}`, variable, place);
    };
    for (const variable of [...app.variables, ...deployVariables(app, settings)]) {
      create(variable, []);
    }
    // A pipeline gets a key and an address once the servers have taken them.
    for (const variable of connectionVariables(app, settings)) create(variable, servers);
    for (const variable of pullVariables(app, settings)) create(variable, servers, "-pull");
    this.registerOutputs({});
  }

  private createVariable(
    name: string,
    variable: PipelineVariable,
    place: {
      project: pulumi.Input<string>;
      environment: gitlab.ProjectEnvironment;
      dependsOn: pulumi.Resource[];
    },
  ) {
    const { project, environment, dependsOn } = place;
    const { secret, value, ...rest } = variable;
    rest satisfies Exactly<typeof rest, gitlab.ProjectVariableArgs>;
    new gitlab.ProjectVariable(
      name,
      { project, ...rest, value: secret ? pulumi.secret(value) : value },
      {
        parent: this,
        dependsOn: [environment, ...dependsOn],
        // The provider's schema does not mark the value as secret.
        additionalSecretOutputs: secret ? ["value"] : [],
        // GitLab has one by a key and a scope: a hidden one that was taken over has to go first.
        deleteBeforeReplace: true,
      },
    );
  }
}
