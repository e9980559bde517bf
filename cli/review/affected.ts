import { isDeepStrictEqual } from "node:util";
import { groupOf } from "../../components/platform/group.ts";
import type { EnvironmentSettings, PlatformSettings, Settings } from "../../settings/index.ts";

/**
 * Two states of a stack's settings without the apps that are the same in both, along with all that
 * they depend on, and without the servers that are then of no use: what is left out declares the
 * same in both. Undefined where nothing differs.
 */
export function affected(from: Settings, to: Settings): [Settings, Settings] | undefined {
  if (isDeepStrictEqual(from, to)) return undefined;
  if (from.kind === "platform" && to.kind === "platform") return ofPlatform(from, to);
  if (from.kind === "environment" && to.kind === "environment") return ofEnvironment(from, to);
  return [from, to];
}

function ofPlatform(from: PlatformSettings, to: PlatformSettings): [Settings, Settings] {
  const shared = ({ apps: _, secretValues: __, ...rest }: PlatformSettings) => rest;
  if (!isDeepStrictEqual(shared(from), shared(to))) return [from, to];
  const same = sameNames(from.apps, to.apps, () => true);
  // The pipelines' project is shared with each group that holds an app: of each, one is kept.
  const groups = new Map(
    from.pipelines ? from.apps.filter(isIn(same)).map((app) => [groupOf(app), app.name]) : [],
  );
  const left = new Set([...same].filter((name) => ![...groups.values()].includes(name)));
  const without = (settings: PlatformSettings) => ({
    ...settings,
    apps: settings.apps.filter((app) => !isIn(left)(app)),
  });
  return [without(from), without(to)];
}

function ofEnvironment(from: EnvironmentSettings, to: EnvironmentSettings): [Settings, Settings] {
  // A server is told its apps' keys in their order.
  if (!isDeepStrictEqual(inBoth(from.apps, to.apps), inBoth(to.apps, from.apps))) return [from, to];
  const same = sameNames(from.apps, to.apps, (app) =>
    isDeepStrictEqual(around(from, app), around(to, app)),
  );
  const [one, other] = [from, to].map(({ apps, ...rest }) => ({
    ...rest,
    apps: apps.filter((app) => !isIn(same)(app)),
  })) as [EnvironmentSettings, EnvironmentSettings];
  const used = new Set([...one.apps, ...other.apps].flatMap(({ servers }) => servers));
  const sameServers = Object.keys(from.servers).filter(
    (name) =>
      !used.has(name) && isDeepStrictEqual(aroundServer(from, name), aroundServer(to, name)),
  );
  for (const settings of [one, other]) {
    const servers = Object.entries(settings.servers);
    settings.servers = Object.fromEntries(servers.filter(([name]) => !sameServers.includes(name)));
  }
  return [one, other];
}

/** Whatever an app's resources are made of besides its own settings. */
function around(settings: EnvironmentSettings, { name, servers }: EnvironmentSettings["apps"][0]) {
  const { registry, tell, rule, keepsPipelines, stack, gitlab, keys } = settings;
  const { deployers, ...others } = keys;
  return [
    ...[registry, tell, rule, keepsPipelines, stack, gitlab, others, deployers[name]],
    ...servers.map((server) => settings.servers[server]),
  ];
}

/** Whatever a server's resources are made of. */
function aroundServer({ keys, servers, rule, stack, apps }: EnvironmentSettings, name: string) {
  const { deployers, ...others } = keys;
  const own = apps.filter((app) => app.servers.includes(name)).map((app) => app.name);
  return [servers[name], others, rule, stack, own, own.map((app) => deployers[app])];
}

/** The names of those that others has, too. */
function inBoth(all: Named[], others: Named[]): string[] {
  const names = new Set(others.map(({ name }) => name));
  return all.filter(isIn(names)).map(({ name }) => name);
}

interface Named {
  name: string;
}

/** The names of what is the same in both. */
function sameNames<One extends Named>(
  from: One[],
  to: One[],
  isSame: (one: One) => boolean,
): Set<string> {
  const others = new Map(to.map((one) => [one.name, one]));
  const same = from.filter((one) => isDeepStrictEqual(one, others.get(one.name)) && isSame(one));
  return new Set(same.map(({ name }) => name));
}

function isIn(names: Set<string>): (one: Named) => boolean {
  return ({ name }) => names.has(name);
}
