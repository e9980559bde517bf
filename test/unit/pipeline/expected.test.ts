import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { contentOf, pipelineOf } from "../../../pipeline/index.ts";
import { isLines } from "../../../pipeline/write.ts";
import { mostJobs, mostNeeds } from "../../../settings/index.ts";
import { countJobs } from "../../../settings/groups/pipelineLimits.ts";
import { cases } from "./cases.ts";

/**
 * The pipelines of the cases, as people read them. `npx vitest run --project unit test/unit/pipeline -u`
 * writes them anew: look at the difference.
 */
const folder = join(import.meta.dirname, "expected");

const schema = join(
  import.meta.dirname,
  "../../../sandbox/gitlab/ci/configuration/gitlab-ci.schema.json",
);
const isValid = new Ajv({ strict: false, allErrors: true, logger: false }).compile(
  JSON.parse(readFileSync(schema, "utf8")) as object,
);

it("holds no pipeline that no case is for", () => {
  const files = Object.keys(cases).map((name) => `${name}.gitlab-ci.yml`);
  expect(readdirSync(folder).sort()).toEqual(files.sort());
});

describe.each(Object.entries(cases))("%s", (name, source) => {
  const { app, ...around } = source();
  const text = pipelineOf(app, around);
  const jobs = parse(text) as Record<string, { needs?: unknown[] }>;

  it("is written as expected", async () => {
    await expect(text).toMatchFileSnapshot(join(folder, `${name}.gitlab-ci.yml`));
  });

  it("fits the schema of GitLab's editor", () => {
    isValid(jobs);
    expect(isValid.errors ?? []).toEqual([]);
  });

  it("says nothing but what it was made from, to readers of YAML 1.2 and 1.1", () => {
    const content = contentOf({ app, ...around }).map(({ key, lines }) => [key, plain(lines)]);
    const meant: unknown = JSON.parse(JSON.stringify(Object.fromEntries(content)));
    expect(jobs).toEqual(meant);
    expect(parse(text, { version: "1.1" })).toEqual(meant);
  });

  it("has as many jobs as the settings count, and keeps to GitLab's limits", () => {
    const names = Object.keys(jobs).filter((key) => !/^\.|^(stages|workflow|default)$/.test(key));
    const doors = app.deployments.map(({ environment }) => environment.deploy === "manual");
    expect(names).toHaveLength(countJobs(app.tests.length, doors));
    expect(names.length).toBeLessThanOrEqual(mostJobs);
    const needs = names.map((name) => jobs[name]?.needs?.length ?? 0);
    expect(Math.max(...needs)).toBeLessThanOrEqual(mostNeeds);
  });
});

/** What was to be written, without what is said of it. */
function plain(value: unknown): unknown {
  if (isLines(value as never) && Array.isArray((value as unknown[])[0])) {
    return Object.fromEntries(
      (value as [string, unknown][]).map(([key, inner]) => [key, plain(inner)]),
    );
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return trimmed(value);
  const entries = Object.entries(value).filter(([key]) => key !== "says");
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}

/** A script ends without its last newline. */
function trimmed(value: unknown): unknown {
  return typeof value === "string" && value.includes("\n") ? value.trimEnd() : value;
}
