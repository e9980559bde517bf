import { load, readStackFiles } from "../../settings/index.ts";
import type { EnvironmentSettings, PlatformSettings } from "../../settings/index.ts";
import { partsOf } from "../registry/imageName.ts";
import { stacksIn } from "../stackFiles/folder.ts";
import { UserError } from "../terminal/exit.ts";

/** Where the tool image lies. */
export interface ToolName {
  /** `registry.example.com/acme/pipelines/slipway` */
  name: string;
  host: string;
  repository: string;
  /** Whether it is asked over http though it is no loopback address. */
  insecure: boolean;
}

/**
 * `<registry>/<project of slipway:pipelines>/slipway`. The registry is the one that the command line
 * says, else that of `slipway:tool`, else the one that all environments' `slipway:registry` name.
 *
 * @throws UserError where there is no such project, or no or no single registry
 */
export function toolName(
  folder: string,
  { pipelines, tool, environments }: PlatformSettings,
  said: string | undefined,
): ToolName {
  if (!pipelines) {
    throw new UserError(
      "Pulumi.platform.yaml has no `slipway:pipelines`, in whose project the tool image lies. " +
        "Write `slipway:pipelines: { project: acme/pipelines }`, with a project of its own.",
    );
  }
  if (said !== undefined && !/^[\w.-]+(:\d+)?$/.test(said)) {
    throw new UserError(
      `--registry ${said}: write the registry's host, with a port if need be, such as registry.example.com:5050.`,
    );
  }
  const repository = `${pipelines.project.toLowerCase()}/slipway`;
  const registries = registriesOf(
    folder,
    environments.map(({ name }) => name),
  );
  const before = tool && "image" in tool ? partsOf(tool.image) : undefined;
  const kept = before?.repository === repository ? before.host : undefined;
  const host = said ?? kept ?? only(registries.map(({ address }) => address));
  const insecure = registries.some((one) => one.address === host && one.insecure === true);
  return { name: `${host}/${repository}`, host, repository, insecure };
}

function registriesOf(folder: string, environments: string[]) {
  const files = readStackFiles(folder);
  const there = stacksIn(folder).filter((stack) => environments.includes(stack));
  return there.flatMap((stack) => {
    const unopened = { want: () => false };
    const settings = load(files, stack, () => undefined, unopened) as EnvironmentSettings;
    return settings.registry ? [settings.registry] : [];
  });
}

function only(addresses: string[]): string {
  const [first, ...others] = new Set(addresses);
  if (first !== undefined && others.length === 0) return first;
  const why =
    first === undefined
      ? "No environment has a `slipway:registry`"
      : `The environments' registries are ${[first, ...others].join(", ")}`;
  throw new UserError(
    `${why}, so it is not known where the tool image goes. Say --registry, with the host of GitLab's registry.`,
  );
}
