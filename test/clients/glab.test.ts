import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { RemoteRunner } from "../unit/gitlab/ci/overHttp.ts";
import { cloneWithGlab } from "./support/glab.ts";
import { startServer } from "./support/server.ts";

// As the project has it: the unit tests' client asks for less.
vi.setConfig({ testTimeout: 300_000 });

/** What GitLab's own command makes of the server, in a clone of a project there. */
describe("The client glab", () => {
  it("asks by api, for more than one page and for what is not there", async () => {
    const server = await startServer();
    const { glab, well } = await cloneWithGlab(server);
    expect(await well("auth", "status")).toContain("Logged in to gitlab.example as root");
    const path = "projects/:id/repository/branches";
    for (const branch of ["a", "b", "c"]) {
      await well("api", path, "--raw-field", `branch=${branch}`, "--raw-field", "ref=main");
    }
    const said = await well("api", "--paginate", `${path}?per_page=2`);
    // Each page is a list of its own.
    const pages = JSON.parse(`[${said.replaceAll("][", "],[")}]`) as { name: string }[][];
    expect(pages.map((page) => page.map(({ name }) => name))).toEqual([
      ["a", "b"],
      ["c", "main"],
    ]);
    await well("api", "--method", "DELETE", `${path}/a`);
    const gone = await glab("api", `${path}/a`);
    expect(gone.code).toBe(1);
    expect(gone.said).toContain("404 Branch Not Found (HTTP 404)");
    const wrong = await glab(
      "api",
      "--method",
      "PUT",
      "projects/:id",
      "--raw-field",
      "merge_method=x",
    );
    expect(wrong.said).toContain("merge_method does not have a valid value");
    expect(await well("repo", "list")).toContain("acme/shop");
  });

  it("keeps variables", async () => {
    const { glab, well } = await cloneWithGlab(await startServer());
    await well("variable", "set", "KEY", "long-enough", "--masked", "--scope", "production");
    await well("variable", "set", "KEY", "elsewhere");
    const again = await glab("variable", "set", "KEY", "x");
    expect(again.code).toBe(1);
    expect(again.said).toContain("has already been taken");
    const refused = await glab("variable", "set", "SHORT", "x", "--masked");
    expect(refused.code).toBe(1);
    expect(await well("variable", "get", "KEY", "--scope", "production")).toBe("long-enough");
    await well("variable", "update", "KEY", "changed");
    expect(await well("variable", "get", "KEY")).toBe("changed");
    await well("variable", "delete", "KEY");
    expect(await well("variable", "list")).toMatch(/KEY\s+false\s+true\s+true\s+production/);
    expect((await glab("variable", "get", "KEY")).code).toBe(1);
  });

  it("makes, shows, changes and merges merge requests", async () => {
    const server = await startServer();
    const { glab, well, push } = await cloneWithGlab(server);
    expect(await well("mr", "list")).toContain("No open merge requests");
    await push("work", "a.txt", "a\n");
    const made = await well("mr", "create", "--fill", "--yes", "--target-branch", "main");
    expect(made).toContain("http://gitlab.example/acme/shop/-/merge_requests/1");
    expect(await well("mr", "list")).toMatch(/!1\s.*Change a\.txt\s.*\(main\) ← \(work\)/);
    expect(await well("mr", "diff", "1")).toContain("+++ a.txt\n@@ -0,0 +1 @@\n+a\n");
    await well("mr", "note", "1", "--message", "Looks good");
    await well("mr", "update", "1", "--title", "Draft: Add a");
    const early = await glab("mr", "merge", "1", "--yes");
    expect(early.code).toBe(1);
    await well("mr", "update", "1", "--ready");
    expect(await well("mr", "view", "1", "--comments")).toContain("Looks good");
    expect(await well("mr", "merge", "1", "--yes")).toContain("Merged!");
    expect(await well("mr", "list", "--merged")).toContain("Add a");
    expect(await server.request("GET", "projects/1/repository/files/a.txt?ref=main")).toMatchObject(
      {
        file_path: "a.txt",
      },
    );
  });

  it("looks at pipelines, presses their jobs and reads what they wrote", async () => {
    const server = await startServer();
    const { folder, glab, well, push } = await cloneWithGlab(server);
    const runner = await RemoteRunner.made(server.url, server.token);
    const configuration = "unit: { script: [a] }\ndoor: { script: [a], when: manual }\n";
    await push("main", ".gitlab-ci.yml", configuration);
    expect(await well("ci", "lint")).toContain("CI/CD YAML is valid!");
    await runner.ends(await runner.takes("unit"), "failed");
    expect(await well("ci", "list")).toMatch(/\(failed\) • #1\s.*main/);
    const status = await glab("ci", "status");
    expect(status.said).toMatch(/\(manual\) .*\sdoor\n/);
    expect(status.said).toContain("Pipeline state: failed");
    expect(await well("ci", "trace", "unit")).toContain("unit is done\n");
    expect(await well("ci", "retry", "unit")).toContain("status: pending");
    await runner.ends(await runner.takes("unit"));
    expect(await well("ci", "trigger", "door")).toContain("status: pending");
    await runner.ends(await runner.takes("door"));
    expect(await well("ci", "status")).toContain("Pipeline state: success");
    expect(JSON.parse(await well("ci", "get", "--output", "json"))).toMatchObject({
      ...{ id: 1, status: "success", source: "push", ref: "main" },
    });
    expect(await well("ci", "run", "--branch", "main")).toContain("Created pipeline (id: 2 )");
    await well("ci", "cancel", "pipeline", "2");
    expect(await well("ci", "list")).toMatch(/\(canceled\) • #2/);
    await well("ci", "delete", "2");
    expect(await well("ci", "list")).not.toContain("#2");

    writeFileSync(join(folder, ".gitlab-ci.yml"), "unit: { stage: nowhere, script: [a] }\n");
    const wrong = await glab("ci", "lint");
    expect(wrong.code).toBe(1);
    expect(wrong.said).toContain("unit job: chosen stage nowhere does not exist");
  });
});
