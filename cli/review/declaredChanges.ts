import { parse } from "yaml";
import type { Settings, StackFiles } from "../../settings/index.ts";
import { affected } from "./affected.ts";
import { countsOf, type DeclaredChange, type StackChanges } from "../../review/stackChanges.ts";
import { compareDeclared } from "./compareDeclared.ts";
import { type Edition, declaredResources, projectId, sealedSettings } from "./declared.ts";

/**
 * What the engine would do once the one state of the stack files is up and the other one comes:
 * nothing is asked of it, of GitLab or of a server, and no secret is opened. What somebody has
 * changed by hand in between is not known here.
 *
 * @throws SettingsError with every problem of the stack files
 */
export async function declaredChanges(
  from: StackFiles,
  to: StackFiles,
  { edition }: { edition?: Edition } = {},
): Promise<StackChanges[]> {
  const [before, after] = [sealedSettings(from), sealedSettings(to)];
  const project = projectName(to);
  const all: StackChanges[] = [];
  for (const stack of new Set([...after.keys(), ...before.keys()])) {
    // In turn: the SDK has one program at a time.
    const settings = [before.get(stack), after.get(stack)] as const;
    all.push(await changesOf(stack, settings, (one) => declaredResources(one, project, edition)));
  }
  return all;
}

async function changesOf(
  stack: string,
  [from, to]: readonly [Settings | undefined, Settings | undefined],
  declare: (settings: Settings) => ReturnType<typeof declaredResources>,
): Promise<StackChanges> {
  const done = (state: StackChanges["state"], changes: DeclaredChange[] = []): StackChanges => ({
    ...{ stack, state, changes },
    counts: countsOf(changes),
  });
  if (!to) return done("gone");
  const paths = pathsOf(from, to);
  if (!from) return done("new", compareDeclared([], await declare(to), paths));
  const pair = affected(from, to);
  if (!pair) return done("same");
  const [before, after] = pair;
  const changes = compareDeclared(await declare(before), await declare(after), paths);
  return done(changes.length > 0 ? "changed" : "same", changes);
}

/** An app, on the platform or in an environment. */
type Project = Pick<Settings["apps"][number], "name" | "project">;

function pathsOf(...all: (Settings | undefined)[]): Record<string, string> {
  const apps = all.flatMap((settings): Project[] => settings?.apps ?? []);
  return Object.fromEntries(apps.map((app) => [projectId(app), app.project]));
}

/** As Pulumi.yaml gives it, which has been checked to. */
function projectName({ project }: StackFiles): string {
  return String((parse(project.text ?? "") as { name?: unknown } | null)?.name);
}
