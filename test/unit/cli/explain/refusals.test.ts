import { describe, expect, it } from "vitest";
import { gather } from "../../../../cli/explain/gather.ts";
import {
  answers,
  explained,
  folder,
  item,
  project,
  protections,
  server,
  variables,
} from "./onGitLab.ts";

describe("Of what GitLab does not tell, slipway explain", () => {
  it("says whose variables the token may not see", async () => {
    Object.assign(answers, { "groups/acme/variables": 403, "admin/ci/variables": 403 });
    answers[protections] = 403;
    const found = await explained();
    expect(found).toMatchObject({ from: "GitLab", warnings: [] });
    expect(found.notes.slice(0, 3)).toEqual([
      "The instance's variables were not looked at: an administrator's token sees them (GitLab answered 403).",
      "The variables of the group acme were not looked at: an Owner's token sees them (GitLab answered 403).",
      "The token may not see which branches are protected: taken as declared.",
    ]);
  });

  it("asks every group around the project, and none around a user's own", async () => {
    answers[project] = { namespace: { kind: "group", full_path: "acme/web" } };
    answers["groups/acme/variables"] = [item({ value: "canary-outer" })];
    answers["groups/acme%2Fweb/variables"] = [item({ value: "canary-inner" })];
    const [first] = (await explained("LOG")).jobs;
    expect(first!.variables).toMatchObject([
      {
        got: { of: "acme/web" },
        lost: [{ of: "acme", why: "the group `acme/web` is nearer to the project" }],
      },
    ]);
    answers[project] = { namespace: { kind: "user", full_path: "acme" } };
    await expect(explained("LOG")).rejects.toThrow("have `LOG`");
  });

  it("tells what is declared where GitLab has no such project", async () => {
    delete answers[project];
    const found = await explained();
    expect(found).toMatchObject({ from: "stack files", warnings: [] });
    expect(found.notes[0]).toBe(
      "GitLab has no project acme/shop, or the token may not see it: this is what is declared.",
    );
  });

  it.each([
    [
      { [variables]: 403 },
      1,
      "the token may not see the variables of acme/shop (GitLab answered 403): a Maintainer's may. `--declared` explains",
    ],
    [
      { [project]: 401, [variables]: 401 },
      1,
      "GitLab does not take the token (401). `--declared` explains",
    ],
  ])("refuses where GitLab answers %j", async (more, exitCode, message) => {
    Object.assign(answers, more);
    await expect(explained()).rejects.toMatchObject({
      exitCode,
      message: expect.stringContaining(message) as string,
    });
  });

  it("says that GitLab can't be reached", async () => {
    server.close();
    server.closeAllConnections();
    await expect(explained()).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/can't be asked.*ECONNREFUSED.*--declared/s) as string,
    });
  });
});

describe("What is explained", () => {
  it.each([
    [["shop", "producton"], "Did you mean `production`?"],
    [
      ["shopp", "production"],
      "`production` has no app `shopp`. Did you mean `shop`? Apps: `shop`.",
    ],
    [
      ["production", "shop"],
      "The app comes first, then the environment: npx slipway explain shop production",
    ],
    [
      ["shop", "platform"],
      "`platform` is the platform, where no app runs. Name an environment: `staging` or `production`.",
    ],
    [
      ["shop", "production", "LOG_LEVL"],
      "have `LOG_LEVL` (Pulumi.production.yaml). Did you mean `LOG_LEVEL`?",
    ],
    [["shop", "production", "CI_COMIT_SHA"], "Did you mean `CI_COMMIT_SHA`?"],
  ])(
    "is not %j, and it is said what there is",
    async ([app = "", environment = "", key], message) => {
      const question = { app, environment, key, declared: true };
      await expect(gather(folder, question)).rejects.toMatchObject({
        exitCode: 1,
        message: expect.stringContaining(message) as string,
      });
    },
  );
});
