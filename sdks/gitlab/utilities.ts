import * as pulumi from "@pulumi/pulumi";
import manifest from "./package.json" with { type: "json" };

/** What a resource registers: the names of its properties, as the provider's schema has them. */
export interface Shape {
  /** Properties a program may set. */
  inputs: readonly string[];
  /** Properties only the provider sets. */
  outputs: readonly string[];
  /** Inputs without which there is nothing to create. */
  required?: readonly string[];
  /** Properties the provider's schema marks as secret. */
  secrets?: readonly string[];
}

/**
 * The plugin's version, which the engine matches exactly. It stands in package.json, since the engine
 * reads it there when it looks for the plugins a program needs.
 */
const { version } = manifest.pulumi;

/**
 * The properties of a resource about to be registered: its inputs when it is created, or its known
 * state when it is looked up (`opts.id`). Outputs are listed as undefined so that they exist on the
 * object from the start.
 *
 * @throws Error when a required input is missing.
 */
export function properties(
  shape: Shape,
  argsOrState: object | undefined,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.Inputs {
  const given = (argsOrState ?? {}) as Record<string, unknown>;
  if (opts?.id) {
    return Object.fromEntries(
      [...shape.inputs, ...shape.outputs].map((name) => [name, given[name]]),
    );
  }
  for (const name of shape.required ?? []) {
    if (given[name] === undefined && !opts?.urn) {
      throw new Error(`Missing required property '${name}'`);
    }
  }
  return Object.fromEntries([
    ...shape.inputs.map((name) => [name, protect(shape, name, given[name])]),
    ...shape.outputs.map((name) => [name, undefined]),
  ]) as pulumi.Inputs;
}

/** The caller's options, with the plugin's version and the outputs that are secret. */
export function resourceOptions(
  shape: Shape,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.CustomResourceOptions {
  const merged = pulumi.mergeOptions({ version }, opts ?? {});
  if (shape.secrets === undefined) return merged;
  return pulumi.mergeOptions(merged, { additionalSecretOutputs: [...shape.secrets] });
}

/** The caller's options of a function's call, with the plugin's version. */
export function invokeOptions<Options extends pulumi.InvokeOptions>(
  opts: Options | undefined,
): Options {
  return { version, ...opts } as Options;
}

function protect(shape: Shape, name: string, value: unknown): unknown {
  const secret = shape.secrets?.includes(name) && value !== undefined;
  return secret ? pulumi.secret(value) : value;
}
