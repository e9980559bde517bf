import { expect, it } from "vitest";
import { pipelineOf } from "../../../pipeline/index.ts";
import { World } from "../gitlab/ci/world.ts";
import { cases } from "./cases.ts";

it("is accepted by GitLab's lint call, without a warning", { timeout: 60_000 }, async () => {
  const { gitlab } = await World.start("nothing: { script: [a] }\n");
  for (const [name, source] of Object.entries(cases)) {
    const { app, ...around } = source();
    const content = pipelineOf(app, around);
    const { body } = await gitlab.request("POST", "projects/1/ci/lint", { content });
    expect(body, name).toMatchObject({ valid: true, errors: [], warnings: [] });
  }
});
