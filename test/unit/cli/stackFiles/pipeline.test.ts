import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pipelineOf } from "../../../../pipeline/index.ts";
import { readStackFiles } from "../../../../settings/index.ts";
import { sourceOf } from "../../pipeline/cases.ts";
import { run } from "../support/command.ts";
import { edit, stackFiles } from "./files.ts";

const platform = "Pulumi.platform.yaml";
const apps = "  slipway:apps:\n";
const tool = "  slipway:tool: { command: /opt/slipway }\n";

function withTool(more = ""): string {
  const folder = stackFiles();
  edit(folder, platform, apps, `${tool}${more}${apps}`);
  return folder;
}

describe("slipway pipeline", () => {
  it("prints what the settings make, opening no secret, and says what keeping it there weakens", async () => {
    const folder = withTool();
    const answer = await run(["pipeline", "shop"], {
      cwd: folder,
      env: { PULUMI_CONFIG_PASSPHRASE: "" },
    });
    expect(answer).toMatchObject({ code: 0 });
    const { app, ...around } = sourceOf(readStackFiles(folder));
    expect(answer.stdout).toBe(pipelineOf(app, around));
    expect(answer.stdout).toContain("/opt/slipway deploy production shop");
    expect(answer.stderr).toMatch(/^In the app's own repository it is weaker: .+\n$/);
  });

  it("says where the platform keeps it", async () => {
    const folder = withTool("  slipway:pipelines: { project: acme/pipelines }\n");
    const { code, stderr } = await run(["pipeline", "shop"], { cwd: folder });
    expect(code).toBe(0);
    expect(stderr).toContain("acme/pipelines holds this file as shop.gitlab-ci.yml: ");
  });

  it("names the app that was likely meant", async () => {
    const answer = await run(["pipeline", "shopp"], { cwd: withTool() });
    expect(answer).toMatchObject({ code: 1, stdout: "" });
    expect(answer.stderr).toBe(
      "slipway: The platform has no app `shopp`. Did you mean `shop`? Apps: `shop`.\n",
    );
  });

  it("asks for a tool where there is none", async () => {
    const answer = await run(["pipeline", "shop"], { cwd: stackFiles() });
    expect(answer).toMatchObject({ code: 1, stdout: "" });
    expect(answer.stderr).toContain("There is no `slipway:tool` in Pulumi.platform.yaml");
  });

  it("prints nothing while the settings have problems", async () => {
    const folder = withTool();
    edit(folder, platform, "project:", "projekt:");
    const answer = await run(["pipeline", "shop"], { cwd: folder });
    expect(answer).toMatchObject({ code: 1, stdout: "" });
    expect(answer.stderr).toContain("did you mean `project`?");
    expect(readFileSync(join(folder, platform), "utf8")).toContain("projekt:");
  });
});
