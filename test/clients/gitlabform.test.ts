import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { installPrograms, type Programs } from "./support/programs.ts";
import { type Ran, run } from "./support/run.ts";
import { type Server, startServer } from "./support/server.ts";

let python: Programs["python"];

beforeAll(async () => {
  ({ python } = await installPrograms(console.log));
});

const configuration = join(import.meta.dirname, "gitlabform.yml");

function gitlabform(server: Server, file = configuration): Promise<Ran> {
  const start = ["-c", "from gitlabform.run import run; run()"];
  const options = ["--strict", "--terminate", "--skip-version-check", "--config", file];
  return run(python.command, [...python.args, ...start, ...options, "ALL_DEFINED"], {
    folder: server.folder,
    environment: { ...python.environment, GITLAB_URL: server.url, GITLAB_TOKEN: server.token },
  });
}

async function gitlabformWell(server: Server): Promise<void> {
  const { code, said } = await gitlabform(server);
  expect(code, said).toBe(0);
}

interface Protection {
  name: string;
  push_access_levels: { access_level: number }[];
  merge_access_levels: { access_level: number }[];
}

const one = ({ access_level: level }: { access_level: number }) => level;

/** What its configuration is about: the projects acme/shop and acme/pipelines, and Dora. */
async function furnish({ request }: Server): Promise<void> {
  const group = (await request("POST", "groups", { name: "acme", path: "acme" })) as { id: number };
  for (const name of ["shop", "pipelines"]) {
    const settings = { namespace_id: group.id, initialize_with_readme: true };
    await request("POST", "projects", { name, ...settings });
  }
  await request("POST", "projects/1/repository/branches", { branch: "develop", ref: "main" });
  await request("POST", "projects/1/variables", { key: "STRAY", value: "x" });
  const dora = { username: "dora", name: "Dora", email: "dora@example.com" };
  await request("POST", "users", { ...dora, force_random_password: true });
}

describe("The client gitlabform", () => {
  it.each(["ce", "ee"] as const)(
    "makes its configuration true of edition %s, and finds it so the next time",
    async (edition) => {
      const server = await startServer(edition);
      await furnish(server);
      await gitlabformWell(server);
      const read = (path: string) => server.request("GET", `projects/1${path}`);
      expect(await read("")).toMatchObject({
        ...{ description: "A shop", merge_method: "ff", topics: ["web", "shop"] },
        ...{ ci_config_path: "shop.gitlab-ci.yml@acme/pipelines", keep_latest_artifact: false },
      });
      const found = (await read("/protected_branches")) as Protection[];
      const levels = found.map(({ name, push_access_levels: push, merge_access_levels: merge }) => [
        ...[name, push.map(one), merge.map(one)],
      ]);
      expect(levels.sort()).toEqual([
        ["develop", [30], [30]],
        ["main", [0], [0]],
      ]);
      expect(await read("/variables")).toMatchObject([
        { key: "KEY", value: "long-enough", masked: true, environment_scope: "production" },
        { key: "KEY", value: "elsewhere", environment_scope: "*" },
      ]);
      expect(await read("/members")).toMatchObject([
        { username: "root" },
        { username: "dora", access_level: 30 },
      ]);
      expect(await read("/hooks")).toMatchObject([{ pipeline_events: true, push_events: false }]);
      expect(await read("/pipeline_schedules")).toMatchObject([{ cron: "0 3 * * *" }]);
      expect(await read("/job_token_scope/allowlist")).toMatchObject([{ id: 1 }, { id: 2 }]);
      const file = await read("/repository/files/README.md?ref=develop");
      expect(file).toMatchObject({ content: Buffer.from("# Shop\n").toString("base64") });

      const before = server.writes();
      expect(before.length).toBeGreaterThan(10);
      await gitlabformWell(server);
      expect(server.writes().slice(before.length)).toEqual([]);
    },
  );

  it("ends with GitLab's own words where a value is refused", async () => {
    const server = await startServer();
    await furnish(server);
    const file = join(server.folder, "wrong.yml");
    writeFileSync(
      file,
      readFileSync(configuration, "utf8").replace(
        "keep_latest_artifact: false",
        "build_timeout: 1",
      ),
    );
    const { code, said } = await gitlabform(server, file);
    expect(code).toBe(2);
    expect(said).toMatch(/'build_timeout': \['needs to be between\s+10 minutes and 1 month'\]/);
  });
});
