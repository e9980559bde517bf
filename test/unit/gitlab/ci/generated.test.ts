import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { World } from "./world.ts";

const folder = join(import.meta.dirname, "../../pipeline/expected");
const files = readdirSync(folder).filter((file) => file.endsWith(".gitlab-ci.yml"));

it("has pipelines to look at", () => expect(files.length).toBeGreaterThanOrEqual(12));

it.each(files)(
  "calls the pipeline that Slipway writes as %s valid, on main and elsewhere",
  async (file) => {
    const content = readFileSync(join(folder, file), "utf8");
    const world = await World.start(content);
    world.commit("work", { a: "b" });
    const lint = async (more: object) =>
      (await world.gitlab.request("POST", "projects/1/ci/lint", { content, ...more })).body;
    const valid = { valid: true, errors: [], warnings: [] };
    expect(await lint({})).toMatchObject(valid);
    expect(await lint({ ref: "work", dry_run: true })).toMatchObject(valid);
    // A dry run is a push with nothing before it, as of a branch that has just been made, and of a
    // long-lived one that has no pipeline. One that is asked for has all that the rules let in.
    expect(Object.keys(await world.jobs(await world.pipeline("main")))).toContain("inputs");
  },
);
