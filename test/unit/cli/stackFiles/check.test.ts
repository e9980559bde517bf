import { execFileSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../support/command.ts";
import { canaries } from "../support/stackFiles.ts";
import { edit, settingsOf, stackFiles } from "./files.ts";

describe("slipway check", () => {
  it("exits with 0 when all is well", async () => {
    const { code, stdout, stderr } = await run(["check"], { cwd: stackFiles() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      "No problems in the settings of platform, production, staging.\n\n" +
        "On GitLab's Free tier whoever may push or merge to a branch brings it, reviewed or not, to:\n" +
        "  staging of shop (develop), by itself: Maintainers and Owners\n" +
        "  production of shop (main), through a door that they open: Maintainers and Owners\n",
    );
  });

  it("of one stack says who brings what there", async () => {
    const { stdout } = await run(["check", "staging", "--json"], { cwd: stackFiles() });
    const { entrances } = JSON.parse(stdout) as { entrances: object[] };
    expect(entrances).toEqual([
      {
        ...{ app: "shop", environments: ["staging"], branch: "develop" },
        ...{ deploy: "automatic", role: "maintainer" },
      },
    ]);
  });

  it("shows all problems of all files at once and exits with 1", async () => {
    const folder = stackFiles();
    edit(folder, "Pulumi.production.yaml", "url: https://production", "urll: https://production");
    edit(folder, "Pulumi.staging.yaml", "compose/shop.yaml", "compose/shopp.yaml");
    const { code, stdout } = await run(["check"], { cwd: folder });
    expect(code).toBe(1);
    expect(stdout).toContain("slipway:apps.shop.urll");
    expect(stdout).toContain("compose/shopp.yaml");
    expect(stdout).toContain("The settings have 2 problems.");
  });

  it("writes them for GitLab, by their place in the repository, and an empty list when all is well", async () => {
    const files = stackFiles();
    const folder = join(files, "ops");
    cpSync(stackFiles(), folder, { recursive: true });
    execFileSync("git", ["init", "--quiet", files]);
    const written = async () => {
      const { code } = await run(["check", "--code-quality", "quality.json"], { cwd: folder });
      const report = JSON.parse(readFileSync(join(folder, "quality.json"), "utf8")) as unknown;
      return { code, report };
    };
    expect(await written()).toEqual({ code: 0, report: [] });
    edit(folder, "Pulumi.staging.yaml", "compose/shop.yaml", "compose/shopp.yaml");
    expect(await written()).toMatchObject({
      ...{ code: 1, report: [{ location: { path: "ops/Pulumi.staging.yaml" } }] },
    });
  });

  it("prints them as JSON", async () => {
    const folder = stackFiles();
    edit(folder, "Pulumi.production.yaml", "url: https://production", "urll: https://production");
    const { code, stdout } = await run(["check", "--json"], { cwd: folder });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [{ file: "Pulumi.production.yaml", path: "slipway:apps.shop.urll" }],
      notChecked: [],
      elsewhere: 0,
    });
  });

  it("of one stack counts the problems of the others", async () => {
    const folder = stackFiles();
    edit(folder, "Pulumi.production.yaml", "url: https://production", "urll: https://production");
    const { code, stdout } = await run(["check", "staging"], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain("Other stacks' files have 1 problem: npx slipway check");
  });

  it("keeps an engine from starting on another stack's problems", async () => {
    const folder = stackFiles();
    edit(folder, "Pulumi.production.yaml", "url: https://production", "urll: https://production");
    const { code, stdout, stderr } = await run(["preview", "staging"], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      "slipway: Other stacks' files have a problem, and the files are used together or not at all. " +
        "To see what and where: npx slipway check\n",
    );
  });

  it("keeps an engine from starting on its own, and lists them for a machine", async () => {
    const folder = stackFiles();
    edit(folder, "Pulumi.production.yaml", "url: https://production", "urll: https://production");
    for (const args of [
      ["preview", "production"],
      ["status", "production"],
    ]) {
      const { code, stdout, stderr } = await run([...args, "--json"], { cwd: folder });
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        error: "The settings have 1 problem.",
        problems: [{ file: "Pulumi.production.yaml", path: "slipway:apps.shop.urll" }],
      });
      expect(stderr).toContain("slipway:apps.shop.urll");
    }
  });

  it("tells a warning, and ends well", async () => {
    const folder = stackFiles();
    edit(
      folder,
      "compose/shop.yaml",
      "image: ${IMAGE}",
      "image: ${IMAGE}\n    container_name: shop",
    );
    const { code, stdout } = await run(["check"], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain("No problems in the settings of");
    expect(stdout).toContain("The settings have 1 warning.\n\ncompose/shop.yaml:");
    const json = await run(["check", "--json"], { cwd: folder });
    expect(JSON.parse(json.stdout)).toMatchObject({
      problems: [],
      warnings: [{ rule: "compose.container-name", severity: "warning" }],
    });
  });

  it("says how many values it did not check for want of a passphrase", async () => {
    const env = { PULUMI_CONFIG_PASSPHRASE: undefined };
    const { code, stdout } = await run(["check"], { cwd: stackFiles(), env });
    expect(code).toBe(0);
    const reason = "neither PULUMI_CONFIG_PASSPHRASE nor PULUMI_CONFIG_PASSPHRASE_FILE is set";
    expect(stdout).toContain(
      `14 secret values not checked:\n  production: ${reason}\n  staging: ${reason}\n`,
    );
  });

  it("says once for each file that the passphrase is another one", async () => {
    const env = { PULUMI_CONFIG_PASSPHRASE: "other" };
    const { code, stdout } = await run(["check"], { cwd: stackFiles(), env });
    expect(code).toBe(1);
    expect(stdout).toContain("The settings have 2 problems.");
    expect(stdout).toContain("check PULUMI_CONFIG_PASSPHRASE");
  });

  it("refuses a stack that is not there and names the likely one", async () => {
    const { code, stderr } = await run(["check", "prodction"], { cwd: stackFiles() });
    expect(code).toBe(1);
    expect(stderr).toContain("Did you mean `production`?");
  });
});

it("the values of the tests' stack files are where the tests look for them", () => {
  const folder = stackFiles();
  expect(settingsOf(folder).apps[0]?.secrets.DB_PASSWORD).toBe(canaries.database);
  expect(settingsOf(folder).registry?.password).toBe(canaries.registry);
});
