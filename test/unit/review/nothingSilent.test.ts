import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSame } from "../../../review/difference.ts";
import { placeOf, places } from "../../../review/places.ts";
import { environment } from "../../../settings/groups/environment.ts";
import { platform } from "../../../settings/groups/platform.ts";
import { isMap } from "../../../settings/kinds/about.ts";
import { places as schemaPlaces } from "../../../settings/kinds/walk.ts";
import { changedFiles, goodFiles, inMemory, staging, toText } from "../settings/fixture.ts";
import { between } from "./said.ts";

/** Every place of a tree that is no map, and what else might stand there. */
function leavesOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (!isMap(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

const leafPlaces = Object.entries(goodFiles()).flatMap(([file, content]) =>
  (typeof content === "string" ? [undefined] : leavesOf(content)).map((path) => ({ file, path })),
);

function other(value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (typeof value === "string") return `${value}x`;
  if (Array.isArray(value)) return [...(value as unknown[]), "another"];
  return { secure: "=canary-other" };
}

describe("whatever is changed in a file, right or wrong, is told", () => {
  it.each(leafPlaces)("$file $path", ({ file, path }) => {
    const files = goodFiles();
    if (path === undefined) files[file] = `${files[file] as string}x`;
    else {
      let tree = files[file] as Record<string, unknown>;
      for (const step of path.slice(0, -1)) tree = tree[step] as Record<string, unknown>;
      tree[path.at(-1)!] = other(tree[path.at(-1)!]);
    }
    const difference = between(changedFiles(), filesOf(files));
    const { changes, doors, notCompared } = difference;
    expect(changes.length + doors.length + notCompared.length).toBeGreaterThan(0);
    expect(isSame(difference)).toBe(false);
  });
});

describe("nothing differs", () => {
  it("where keys stand in another order, but for that of promotion", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const files = Object.entries(goodFiles()).map(([file, content]) => [
          file,
          shuffled(content, numbers),
        ]);
        const difference = between(
          changedFiles(),
          filesOf(Object.fromEntries(files) as ReturnType<typeof goodFiles>),
        );
        expect(difference.changes).toEqual([]);
        expect(isSame(difference)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it("where comments, quotes, blank lines and defaults are all that is new", () => {
    const files = goodFiles();
    const text = `# Another comment.\n\n${toText(files[staging] as Record<string, unknown>)}`
      .replace("LOG_LEVEL: Debug", 'LOG_LEVEL: "Debug" # loud')
      .replace("SENTRY: staging", "SENTRY: { value: staging, raw: true }")
      .replace("withNextImage: false", "");
    expect(text).toContain("# loud");
    expect(between(changedFiles(), changedFiles([staging, text])).changes).toEqual([]);
  });
});

describe("the table of places", () => {
  const schemas = { platform, environment };
  it.each(
    (["platform", "environment"] as const).flatMap((kind) =>
      Object.keys(places[kind]).map((place) => ({ kind, place })),
    ),
  )("has none that $kind settings lack: $place", ({ kind, place }) => {
    expect(schemaPlaces(schemas[kind]).map(({ name }) => name)).toContain(place);
  });

  it("goes by the nearest place above one that it does not have", () => {
    expect(placeOf("environment", "slipway:servers.*.new")).toMatchObject({ concern: "followed" });
    expect(placeOf("environment", "slipway:servers.*.folder")).toMatchObject({ exact: true });
    expect(placeOf("environment", "slipway:new.thing")).toEqual({ concern: "rest", exact: false });
  });
});

function filesOf(files: ReturnType<typeof goodFiles>) {
  const texts = Object.entries(files).map(([path, content]): [string, string] => [
    path,
    typeof content === "string" ? content : toText(content),
  ]);
  return inMemory(Object.fromEntries(texts));
}

/** With the keys of every map in another order. */
function shuffled(value: unknown, numbers: fc.Stream<number>, key = ""): unknown {
  if (Array.isArray(value) || !isMap(value)) return value;
  const entries = Object.entries(value).map(
    ([name, inner]) => [name, shuffled(inner, numbers, name)] as const,
  );
  if (key === "slipway:environments") return Object.fromEntries(entries);
  const ranked = entries.map((entry) => [numbers.next().value as number, entry] as const);
  return Object.fromEntries(ranked.sort(([a], [b]) => a - b).map(([, entry]) => entry));
}
