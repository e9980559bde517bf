import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Loop } from "../loop.ts";

/** How GitLab and its registry refuse a push where a rule asks for another role. */
export const protectedPath = "403 DENIED Pushing to protected repository path forbidden 401";

/** The app with tests that attack, and in its repository all that a job might mistake for its own. */
export function writeHostile(folder: string): void {
  cpSync(join(import.meta.dirname, "../shop/app"), folder, { recursive: true });
  for (const name of ["hostile.ts", "registry.ts"]) {
    cpSync(join(import.meta.dirname, name), join(folder, "attacks", name));
  }
  writeFileSync(join(folder, "tests"), "node attacks/hostile.ts\n");
  const steal = { script: ["env"], environment: { name: "production" }, tags: ["slipway-trusted"] };
  writeFileSync(join(folder, ".gitlab-ci.yml"), JSON.stringify({ steal }));
  writeFileSync(join(folder, ".gitattributes"), "* filter=hooked\n");
  writeFileSync(join(folder, "Pulumi.yaml"), "name: theirs\nruntime: nodejs\n");
  writeFileSync(join(folder, "theirs.json"), '{"passed": true}\n');
}

/** Links in the place of what jobs hand on, to a file of the branch's own. */
export function writeLinks(folder: string): void {
  mkdirSync(join(folder, ".slipway"));
  for (const name of ["inputs.json", "release.json", "change.json"]) {
    symlinkSync("../theirs.json", join(folder, ".slipway", name));
  }
}

/** What a job's attempts came to, by their names. */
export async function attemptsOf(
  loop: Loop,
  pipeline: { id: number },
  name = "unit",
): Promise<Map<string, unknown>> {
  const job = (await loop.pipelines("mira").jobs(pipeline)).find((one) => one.name === name)!;
  const trace = await loop.people.mira.client.text(
    `projects/${encodeURIComponent(loop.project)}/jobs/${job.id}/trace`,
  );
  const found = trace.matchAll(/^ATTEMPT (.+?) (["[{\d].*|undefined)$/gm);
  return new Map(
    [...found].map(([, attempt, said]) => [
      attempt!,
      said === "undefined" ? said : (JSON.parse(said!) as unknown),
    ]),
  );
}

const only = (code: string) => ({ [code]: expect.any(Number) as number });

/** What no job of the app's code may, whoever's merge has started it. */
export function expectNothing(found: Map<string, unknown>): void {
  const keys = Object.keys(
    JSON.parse(Buffer.from(found.get("environment") as string, "base64").toString()) as object,
  );
  expect(keys).toContain("CI_JOB_TOKEN");
  // The sandbox's runners say of each job whose it is, and where Telegram's stand-in is.
  const runners = ["SLIPWAY_RUNNER_SLOT", "SLIPWAY_TELEGRAM_API"];
  const ours = keys.filter((key) => key.startsWith("SLIPWAY_") && !runners.includes(key));
  expect(ours.sort()).toEqual(["SLIPWAY_RUNNER", "SLIPWAY_TRUSTED"]);
  expect(Object.fromEntries(found)).toMatchObject({
    left: [],
    lingering: {},
    "processes/environ": only("EACCES"),
    "processes/mem": only("EACCES"),
    "processes/fd": only("EACCES"),
    "processes/signal": only("EPERM"),
    homes: only("EACCES"),
    runner: only("EACCES"),
    "runner/cache": only("EACCES"),
    slipway: expect.stringMatching(/^(EROFS|EACCES)$/) as string,
    "registry/incoming": "pull,push,delete 202",
    "registry/release": protectedPath,
    "api/variables": '401 {"message":"401 Unauthorized"}',
    "api/jobs": '401 {"message":"401 Unauthorized"}',
    "api/play": '401 {"message":"401 Unauthorized"}',
    "api/merge": '401 {"message":"401 Unauthorized"}',
    "api/pipeline": '401 {"message":"401 Unauthorized"}',
    "api/other job": expect.stringMatching(/^403 /) as string,
    git: expect.stringContaining("You are not allowed to upload code.") as string,
    // GitLab takes these of any job: nothing that may hold a key needs them.
    "artifacts/dotenv": 201,
    "artifacts/archive": 201,
    // It believes this one too: nothing here asks for it.
    "api/deployment": expect.stringMatching(/^201 /) as string,
  });
}

/** Nothing that a job has started is there when its pipeline is over. */
export function expectNoneLingers(): void {
  const hostile = readdirSync("/proc").filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("slipway-lingers");
    } catch {
      return false;
    }
  });
  expect(hostile).toEqual([]);
}
