import * as pulumi from "@pulumi/pulumi";

/** One registration, as the engine gets it. */
export interface Registration {
  type: string;
  name: string;
  /** What the state knows it by: stack, project, the types of its parents and its own, its name. */
  urn: string;
  inputs: Record<string, unknown>;
  /** Of a component: what it registers at its end. */
  outputs: Record<string, unknown>;
  protect: boolean;
  ignoreChanges: string[];
  additionalSecretOutputs: string[];
  deleteBeforeReplace: boolean;
  hideDiffs: string[];
  /** Names of the resources that it waits for. */
  dependsOn: string[];
}

const secretMark = "4dabf18193072939515e22adb298388d";

/**
 * Stands in for the engine: what a program registers is kept, and read with `registrations()`.
 * An invoke that is not in `calls` fails, so that an unexpected one is loud.
 */
export async function recordRegistrations(
  calls: Record<
    string,
    (inputs: Record<string, unknown>, provider?: string) => Record<string, unknown>
  > = {},
  { preview = false, stack }: { preview?: boolean; stack?: string } = {},
): Promise<() => Promise<Registration[]>> {
  const recorded: Registration[] = [];
  const inputsOf = new Map<string, Record<string, unknown>>();
  const outputsOf = new Map<string, Record<string, unknown>>();
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs }) => {
      inputsOf.set(`${type} ${name}`, inputs as Record<string, unknown>);
      return { id: `${name}-id`, state: inputs as Record<string, unknown> };
    },
    call: ({ token, inputs, provider }) => {
      const call = calls[token];
      if (!call) throw new Error(`not expected: ${token}`);
      try {
        return call(inputs as Record<string, unknown>, provider);
      } catch (error) {
        // As the engine words it; the SDK takes it from gRPC's details.
        const details = `invocation of ${token} returned an error: ${(error as Error).message}`;
        throw Object.assign(error as Error, { details });
      }
    },
  };
  await pulumi.runtime.setMocks(mocks, undefined, stack, preview);
  // The mocks do not hand on options; the request to the engine holds them.
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource: (request: Request, ...rest: unknown[]) => unknown;
    registerResourceOutputs: (request: OutputsRequest, ...rest: unknown[]) => unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, ...rest) => {
    recorded.push({
      type: request.getType(),
      name: request.getName(),
      urn: urnOf(request),
      inputs: {},
      outputs: {},
      protect: request.getProtect(),
      ignoreChanges: request.getIgnorechangesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      deleteBeforeReplace: request.getDeletebeforereplace(),
      hideDiffs: request.getHidediffsList(),
      dependsOn: request.getDependenciesList().map((urn) => urn.split("::").at(-1) ?? ""),
    });
    return register(request, ...rest);
  };
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request, ...rest) => {
    const [types = "", name] = request.getUrn().split("::").slice(2);
    outputsOf.set(`${types.split("$").at(-1)} ${name}`, request.getOutputs().toJavaScript());
    return registerOutputs(request, ...rest);
  };
  return async () => {
    await pulumi.runtime.disconnect();
    return recorded.map((registration) => ({
      ...registration,
      inputs: inputsOf.get(`${registration.type} ${registration.name}`) ?? {},
      outputs: outputsOf.get(`${registration.type} ${registration.name}`) ?? {},
    }));
  };
}

/** As the engine makes it (pulumi/sdk/go/common/resource/urn, `New`): the stack itself is no type in it. */
function urnOf(request: Request): string {
  const types = request.getParent().split("::")[2] ?? "";
  const own = request.getType();
  const chain = ["", "pulumi:pulumi:Stack"].includes(types) ? own : `${types}$${own}`;
  const [stack, project] = [pulumi.runtime.getStack(), pulumi.runtime.getProject()];
  return `urn:pulumi:${stack}::${project}::${chain}::${request.getName()}`;
}

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProtect(): boolean;
  getIgnorechangesList(): string[];
  getAdditionalsecretoutputsList(): string[];
  getDeletebeforereplace(): boolean;
  getHidediffsList(): string[];
  getDependenciesList(): string[];
}

interface OutputsRequest {
  getUrn(): string;
  getOutputs(): { toJavaScript(): Record<string, unknown> };
}

/** Whether an input arrived wrapped as a secret. */
export function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && secretMark in value;
}
