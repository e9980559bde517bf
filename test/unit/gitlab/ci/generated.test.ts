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
    const lint = async (ref: string) =>
      (await world.gitlab.request("POST", "projects/1/ci/lint", { content, ref, dry_run: true }))
        .body;
    for (const ref of ["main", "work"]) {
      expect(await lint(ref), ref).toMatchObject({ valid: true, errors: [], warnings: [] });
    }
  },
);
