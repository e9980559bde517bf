import * as pulumi from "@pulumi/pulumi";

const type = "slipway:environment:Applied";

/**
 * What a server has taken, in the form that previews show: an output that is written once the
 * command that brings it has succeeded. A component's inputs are in the state before that, so that
 * after an `up` that failed or was killed they alone no longer tell what the next one changes.
 */
export class Applied extends pulumi.ComponentResource {
  constructor(
    name: string,
    { readable, command }: { readable: pulumi.Inputs; command: pulumi.CustomResource },
    opts: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, {}, opts);
    this.registerOutputs({ readable: command.id.apply(() => readable) });
  }
}
