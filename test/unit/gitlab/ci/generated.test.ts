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

it("takes the example's through its chain: to staging by itself, then door by door", async () => {
  const world = await World.start(readFileSync(join(folder, "shop.gitlab-ci.yml"), "utf8"));
  const runners = await Promise.all(
    [
      { tag_list: ["slipway-trusted"], access_level: "ref_protected" },
      { tag_list: ["slipway-protected"], access_level: "ref_protected" },
      { tag_list: ["slipway"] },
    ].map((settings) => world.runner({ ...settings, run_untagged: false })),
  );
  const runAll = async () => {
    const names: string[][] = [];
    for (let before = -1; before !== names.flat().length;) {
      before = names.flat().length;
      for (const runner of runners) names.push(await runner.runsAll());
    }
    return names.flat();
  };
  const pipeline = await world.pipeline();
  const ran = await runAll();
  const inOrder = ["inputs", "unit", "build", "release", "staging", "staging:served"];
  expect(ran.filter((name) => inOrder.includes(name))).toEqual(inOrder);
  expect(await world.status(pipeline)).toBe("manual");
  expect(await world.jobs(pipeline)).toMatchObject({
    ...{ uat: "manual", "uat:served": "created", production: "created", "uat:rollback": "manual" },
  });
  for (const door of ["uat", "production"]) {
    expect((await world.press("play", await world.job(pipeline, door))).status).toBe(200);
    expect(await runAll()).toEqual([door, `${door}:served`]);
  }
  expect(await world.status(pipeline)).toBe("success");
});
