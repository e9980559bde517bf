import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Explanation } from "../../../../cli/explain/explanation.ts";
import { edit, read, stackFiles } from "../stackFiles/files.ts";
import { run } from "../support/command.ts";

const platform = "Pulumi.platform.yaml";
const production = "Pulumi.production.yaml";

/** The command where nothing can be opened, and GitLab is not asked. */
const explain = (folder: string, ...args: string[]) =>
  run(["explain", ...args], { cwd: folder, env: { PULUMI_CONFIG_PASSPHRASE: "" } });

/** `Pulumi.production.yaml:12`, where a line of it has this in it. */
function lineWith(folder: string, text: string, name = production): string {
  const line = read(folder, name)
    .split("\n")
    .findIndex((one) => one.includes(text));
  return `${name}:${line + 1}`;
}

describe("slipway explain", () => {
  it("tells what is declared, by file and line, opening no secret", async () => {
    const folder = stackFiles();
    const rotate = '      rotate: { DB_PASSWORD: { changed: "2026-11-01" } }\n';
    edit(folder, production, "    shop: # the only one\n", `$&${rotate}`);
    const { code, stdout, stderr } = await explain(folder, "shop", "production");
    expect([code, stderr]).toEqual([0, ""]);
    const rows = stdout.split("\n").map((line) => line.split(/ {2,}/));
    const published = lineWith(folder, "pipeline: { secrets");
    expect(stdout).toContain(
      "production, production:rollback (environment production; main, protected)\n",
    );
    expect(rows).toContainEqual([
      "DB_PASSWORD",
      "project",
      "in production",
      "protected",
      "masked, raw",
      published,
    ]);
    expect(rows).toContainEqual([
      "SLIPWAY_REGISTRY_PASSWORD",
      "project",
      "in production",
      "protected",
      "masked if it can be, raw",
      lineWith(folder, "slipway:registry"),
    ]);
    expect(rows).toContainEqual(["DEPLOY_URL", "job", "this one", lineWith(folder, "url: https")]);
    expect(rows).toContainEqual(["LOG_LEVEL", "Warning", lineWith(folder, "env: {"), "shop"]);
    const secret = "secret, since 2026-11-01";
    expect(rows).toContainEqual(["DB_PASSWORD", secret, lineWith(folder, "secrets: { DB"), "shop"]);
    expect(stdout).toContain("Compose is given besides: IMAGE, the release's image by its digest");
    expect(stdout).toContain("GITLAB_TOKEN is not set: GitLab was not asked what is there.\n");
    expect(stdout).not.toMatch(/canary|PRIVATE/);
  });

  it("tells of one key alone, with the whole chain", async () => {
    const folder = stackFiles();
    const { code, stdout } = await explain(folder, "shop", "production", "SLIPWAY_SERVERS");
    expect(code).toBe(0);
    const [head, ...lines] = stdout.trimEnd().split("\n");
    expect(head).toBe(
      "SLIPWAY_SERVERS of shop in production (acme/shop), as the stack files declare it",
    );
    expect(lines).toContain(
      "  not project with the scope slipway-pull-production: its scope is `slipway-pull-production`, the job's `production`",
    );
    expect(stdout.match(/the job gets +project/g)).toHaveLength(2);
    expect(stdout).toContain("slipway@127.0.0.1:1");
    expect(stdout).not.toContain("LOG_LEVEL");
  });

  it("is read by machines, with what GitLab predefines", async () => {
    const folder = stackFiles();
    const { code, stdout } = await explain(folder, "shop", "production", "--declared", "--json");
    expect(code).toBe(0);
    const { jobs, warnings, from } = JSON.parse(stdout) as Explanation;
    expect({ warnings, from }).toEqual({ warnings: [], from: "stack files" });
    expect(jobs[0]!.predefined).toEqual(expect.arrayContaining(["CI_COMMIT_SHA", "CI_JOB_TOKEN"]));
    expect(stdout).not.toMatch(/canary|PRIVATE/);
  });

  it("refuses a name that there is none of, and says which was meant", async () => {
    const { code, stdout, stderr } = await explain(stackFiles(), "shop", "producton");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^slipway: There is no Pulumi\.producton\.yaml .*Did you mean `production`\?.*\n$/,
    );
  });

  it("opens gitlab:token alone, and says what keeps it closed", async () => {
    const folder = stackFiles();
    const [, cipher] = /DB_PASSWORD: \{ secure: (\S+) \}/.exec(read(folder))!;
    edit(folder, production, "config:\n", `config:\n  gitlab:token: { secure: ${cipher} }\n`);
    const { code, stderr } = await explain(folder, "shop", "production");
    expect(code).toBe(1);
    expect(stderr).toContain("PULUMI_CONFIG_PASSPHRASE");
    const declared = await explain(folder, "shop", "production", "--declared");
    expect(declared.code).toBe(0);
  });

  it("shows no value that has the form of a secret, though it stands in clear", async () => {
    const folder = stackFiles();
    const token = `glpat-${"x".repeat(20)}`;
    edit(folder, production, "LOG_LEVEL: Warning", `LOG_LEVEL: ${token}`);
    edit(folder, production, "secrets: [DB_PASSWORD]", `$&, variables: { LOG: ${token} }`);
    const compose = join(folder, "compose/shop.yaml");
    const text = readFileSync(compose, "utf8");
    writeFileSync(compose, `${text}    environment: { URL: "https://u:${token}@example.com" }\n`);
    for (const more of [[], ["--json"]]) {
      const { code, stdout } = await explain(folder, "shop", "production", ...more);
      expect(code).toBe(0);
      expect(stdout).toContain("(not shown: a GitLab token)");
      expect(stdout).not.toContain(token);
    }
  });

  it("says that nothing writes the pipeline's file until there is a tool", async () => {
    const folder = stackFiles();
    edit(
      folder,
      platform,
      "  slipway:apps:",
      "  slipway:pipelines: { project: acme/pipelines }\n$&",
    );
    const { stdout } = await explain(folder, "shop", "production");
    expect(stdout).toContain("There is no `slipway:tool` yet");
    const rows = stdout.split("\n").map((line) => line.split(/ {2,}/));
    const place = lineWith(folder, "slipway:pipelines", platform);
    expect(rows).toContainEqual([
      "SLIPWAY_RELEASE_TOKEN",
      "project",
      "in slipway-release",
      "protected",
      "masked, raw",
      place,
    ]);
  });
});
