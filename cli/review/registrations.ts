import * as pulumi from "@pulumi/pulumi";

/** What a program registers, as the engine gets it. */
export interface Declared {
  /** `gitlab:index/projectVariable:ProjectVariable` */
  type: string;
  name: string;
  /** What the state knows it by: stack, project, the types of its parents and its own, its name. */
  urn: string;
  /** The URN of the component that it is in. */
  parent: string;
  /** Whether a provider makes it; else it is a component, which is what its inputs say. */
  custom: boolean;
  inputs: Record<string, unknown>;
  /** By input: the URNs of the resources whose outputs are in it. */
  inputsFrom: Record<string, string[]>;
  /** Whether the engine refuses to delete it. */
  protect: boolean;
  /** Inputs whose changes count for nothing. */
  ignoreChanges: string[];
  /** The URNs of the resources that it waits for. */
  dependsOn: string[];
}

/** Answers a look-up, by what was asked for. */
export type LookUps = Record<string, (asked: Record<string, unknown>) => Record<string, unknown>>;

/**
 * Runs a program as in a preview of a stack that has nothing yet, with nobody behind it: no engine,
 * no provider, no network. Whatever a provider would set is unknown. In the order of registration.
 */
export async function registrations(
  { stack, project }: { stack: string; project: string },
  lookUps: LookUps,
  program: () => Promise<unknown>,
): Promise<Declared[]> {
  const declared: Declared[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type }) => {
      throw new Error(`not expected: ${type}`);
    },
    call: ({ token, inputs }) => {
      const answer = lookUps[token];
      if (!answer) throw new Error(`not expected: ${token}`);
      return answer(inputs as Record<string, unknown>);
    },
  };
  await pulumi.runtime.setMocks(mocks, project, stack, true);
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  monitor.registerResource = (request, done) => {
    const resource = declaredOf(request, `urn:pulumi:${stack}::${project}::`);
    declared.push(resource);
    done(undefined, {
      getUrn: () => resource.urn,
      getId: () => "",
      getObject: () => undefined,
      getPropertydependenciesMap: () => undefined,
      getResult: () => 0,
    });
  };
  monitor.registerResourceOutputs = (_, done) => done(undefined, {});
  // The SDK notes a stack for each promise and resource, for nobody here: half of all the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    await program();
  } finally {
    await pulumi.runtime.disconnect();
    Error.stackTraceLimit = stackTraceLimit;
  }
  return declared;
}

function declaredOf(request: Request, head: string): Declared {
  const parent = request.getParent();
  const around = parent === "" ? "" : `${parent.split("::")[2] ?? ""}$`;
  const [type, name] = [request.getType(), request.getName()];
  const from = [...request.getPropertydependenciesMap().entries()].map(
    ([input, urns]) => [input, urns.getUrnsList()] as const,
  );
  return {
    ...{ type, name, parent, urn: `${head}${around}${type}::${name}` },
    custom: request.getCustom(),
    inputs: plain(request.getObject()?.toJavaScript() ?? {}) as Declared["inputs"],
    inputsFrom: Object.fromEntries(from.filter(([, urns]) => urns.length > 0)),
    protect: request.getProtect(),
    ignoreChanges: request.getIgnorechangesList(),
    dependsOn: request.getDependenciesList(),
  };
}

/** What the SDK writes where a value is not known before something is made. */
export const unknownValue = pulumi.runtime.unknownValue;

/** A value without its secrets' wrappers: what is in them is a stand-in. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (pulumi.runtime.isRpcSecret(value)) return plain((value as { value: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

type Done = (error: Error | undefined, response: unknown) => void;

interface Monitor {
  registerResource: (request: Request, done: Done) => void;
  registerResourceOutputs: (request: unknown, done: Done) => void;
}

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getPropertydependenciesMap(): { entries(): Iterable<[string, { getUrnsList(): string[] }]> };
  getProtect(): boolean;
  getIgnorechangesList(): string[];
  getDependenciesList(): string[];
}
