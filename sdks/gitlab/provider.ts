// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: [
    "baseUrl",
    "cacertFile",
    "clientCert",
    "clientKey",
    "configFile",
    "context",
    "earlyAuthCheck",
    "enableAutoCiSupport",
    "headers",
    "insecure",
    "retries",
    "token",
  ],
  outputs: [],
  secrets: ["token"],
};

/** A provider's configuration crosses the wire as text: what is not text already goes as JSON. */
const json: string[] = ["earlyAuthCheck", "enableAutoCiSupport", "headers", "insecure", "retries"];

/**
 * The connection to one GitLab instance. What is left out is read from the stack's `gitlab:`
 * configuration.
 */
export class Provider extends pulumi.ProviderResource {
  /** @internal */
  static readonly __pulumiType = "gitlab";

  /** Whether the object is a Provider, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is Provider {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === `pulumi:providers:${Provider.__pulumiType}`;
  }

  declare readonly baseUrl: pulumi.Output<string | undefined>;
  declare readonly cacertFile: pulumi.Output<string | undefined>;
  declare readonly clientCert: pulumi.Output<string | undefined>;
  declare readonly clientKey: pulumi.Output<string | undefined>;
  declare readonly configFile: pulumi.Output<string | undefined>;
  declare readonly context: pulumi.Output<string | undefined>;
  declare readonly token: pulumi.Output<string | undefined>;

  constructor(name: string, args?: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const given: Record<string, unknown> = { ...args };
    for (const key of json) {
      if (given[key] !== undefined) given[key] = pulumi.jsonStringify(given[key]);
    }
    super(
      Provider.__pulumiType,
      name,
      properties(shape, given, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a Provider. */
export interface ProviderArgs {
  /** The API's address, with a slash at its end: `https://gitlab.example.com/api/v4/`. */
  baseUrl?: pulumi.Input<string>;
  /** A file with the certificate authority that signed the instance's certificate. */
  cacertFile?: pulumi.Input<string>;
  /** A file with the client's certificate, for instances that ask for one. */
  clientCert?: pulumi.Input<string>;
  /** A file with the private key of `clientCert`. */
  clientKey?: pulumi.Input<string>;
  /** A configuration file of `glab`, to take the address and the token from. */
  configFile?: pulumi.Input<string>;
  /** Which host of `configFile`. */
  context?: pulumi.Input<string>;
  /**
   * Whether to try the token (`GET /user`) before anything else.
   * @default true
   */
  earlyAuthCheck?: pulumi.Input<boolean>;
  /** Whether to use the CI job's token and address when run inside a GitLab job. */
  enableAutoCiSupport?: pulumi.Input<boolean>;
  /** Headers sent with each request. */
  headers?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Whether to accept any certificate. */
  insecure?: pulumi.Input<boolean>;
  /** How often a request is repeated when GitLab answers 429. */
  retries?: pulumi.Input<number>;
  /** A personal, group, project or job token, or one of OAuth. Secret. */
  token?: pulumi.Input<string>;
}
