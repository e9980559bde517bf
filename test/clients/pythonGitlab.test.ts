import { globSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { installPrograms, type Programs } from "./support/programs.ts";
import { run } from "./support/run.ts";
import { startServer } from "./support/server.ts";

let python: Programs["python"];

beforeAll(async () => {
  ({ python } = await installPrograms(console.log));
});

const scripts = join(import.meta.dirname, "scripts");

/** Each script asserts what python-gitlab makes of the server's answers, and of what it refuses. */
describe("The client python-gitlab", () => {
  const names = globSync("*.py", { cwd: scripts }).filter((name) => name !== "support.py");

  it.each(names.sort())("reads, changes and is refused as %s expects it", async (name) => {
    const { url, token } = await startServer();
    const { code, said } = await run(python.command, [...python.args, join(scripts, name)], {
      environment: { ...python.environment, GITLAB_URL: url, GITLAB_TOKEN: token },
    });
    expect(said).toBe("");
    expect(code).toBe(0);
  });

  it("has scripts to run", () => {
    expect(names.length).toBeGreaterThan(3);
  });
});
