import type * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import type { ProjectHookSettings } from "../../settings/index.ts";
import type { Exactly } from "../exactly.ts";

/**
 * The webhooks of an app's project: whom GitLab tells of what happens there. That the token is
 * secret says the provider's schema.
 */
export function createHooks(
  app: string,
  hooks: ProjectHookSettings[],
  { project, parent }: { project: pulumi.Input<string>; parent: pulumi.Resource },
): void {
  for (const hook of hooks) {
    (hook) satisfies Exactly<typeof hook, gitlab.ProjectHookArgs>;
    new gitlab.ProjectHook(`${app}-${hook.name}`, { project, ...hook }, { parent });
  }
}
