import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Explanation } from "../../../../cli/explain/explanation.ts";
import { gather } from "../../../../cli/explain/gather.ts";
import { render } from "../../../../cli/explain/render.ts";
import { edit, settingsOf, stackFiles } from "../stackFiles/files.ts";

/** What GitLab answers, by path: a list, an object, or the status by which it refuses. */
let answers: Record<string, object | number>;
let server: Server;
let folder: string;

const project = "projects/acme%2Fshop";
const variables = `${project}/variables`;
const protections = `${project}/protected_branches`;

beforeEach(async () => {
  server = createServer(({ url = "" }, response) => {
    const path = url.replace("/api/v4/", "").replace(/\?.*/, "");
    const answer = answers[path] ?? 404;
    response.statusCode = typeof answer === "number" ? answer : 200;
    response.end(JSON.stringify(typeof answer === "number" ? {} : answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  folder = stackFiles();
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4/`;
  for (const stack of ["platform", "staging", "production"]) {
    edit(folder, `Pulumi.${stack}.yaml`, "https://gitlab.example.com/api/v4/", baseUrl);
  }
  vi.stubEnv("GITLAB_TOKEN", "canary-token");
  answers = {
    [project]: {
      namespace: { kind: "group", full_path: "acme" },
      ci_pipeline_variables_minimum_override_role: "no_one_allowed",
    },
    [variables]: await declared(),
    [protections]: [{ name: "main" }, { name: "dev*" }],
    "groups/acme/variables": [],
    "admin/ci/variables": [],
  };
});

afterEach(() => {
  vi.unstubAllEnvs();
  server.close();
});

interface Item {
  key: string;
  value: string | null;
  environment_scope: string;
  [name: string]: unknown;
}

/** What `up` has made on GitLab, of what the command says is declared, with the values. */
async function declared(): Promise<Item[]> {
  const { jobs } = await gather(folder, { ...asked, declared: true });
  const [shop] = settingsOf(folder).apps;
  const items = jobs.flatMap(({ variables: all }) =>
    all.flatMap(({ key, got }): Item[] => {
      if (got?.from !== "project") return [];
      const value = got.value ?? shop!.secrets[key] ?? "canary-another-secret";
      return [
        {
          ...{ key, value, environment_scope: got.scope, variable_type: got.type },
          ...{ protected: got.protected, masked: got.masked ?? true, raw: got.raw, hidden: false },
        },
      ];
    }),
  );
  const distinct = new Map(items.map((item) => [`${item.key} ${item.environment_scope}`, item]));
  return [...distinct.values()];
}

const asked = { app: "shop", environment: "production", declared: false };

/** What is explained, and that neither way of showing it shows a secret. */
async function explained(key?: string): Promise<Explanation> {
  const found = await gather(folder, { ...asked, key });
  const shown = JSON.stringify(found) + render(found, { colour: false }, key);
  expect(shown).not.toMatch(/canary|PRIVATE/);
  return found;
}

const item = (more: Partial<Item> = {}): Item => ({
  ...{ key: "LOG", value: "canary-undeclared", environment_scope: "*", variable_type: "env_var" },
  ...{ protected: false, masked: false, raw: true, hidden: false },
  ...more,
});

const own = () => answers[variables] as Item[];
const change = (key: string, more: Partial<Item>) =>
  Object.assign(
    own().find((one) => one.key === key)!,
    more,
  );
const messages = ({ warnings }: Explanation) => warnings.map(({ message }) => message);

describe("With what GitLab has, slipway explain", () => {
  it("finds all as declared after an up", async () => {
    const found = await explained();
    expect(found).toMatchObject({ from: "GitLab", warnings: [], overriding: "no_one_allowed" });
    expect(found.notes).toEqual([
      "The app keeps its own .gitlab-ci.yml: taken to be what `npx slipway pipeline shop` prints.",
    ]);
  });

  it("names what is not declared, and what it takes the place of", async () => {
    own().push(item(), item({ key: "DB_PASSWORD" }), item({ key: "GIT_STRATEGY", value: "none" }));
    answers["groups/acme/variables"] = [item({ key: "LOG" })];
    const found = await explained();
    const log = found.jobs.find(({ name }) => name === "production")!.variables;
    expect(log.find(({ key }) => key === "LOG")).toMatchObject({
      got: { from: "project", declared: null },
      lost: [{ from: "group", of: "acme", why: "the project's comes before the group acme's" }],
    });
    expect(log.find(({ key }) => key === "DB_PASSWORD")).toMatchObject({
      got: { scope: "production", declared: { file: "Pulumi.production.yaml" } },
      lost: [{ scope: "*", declared: null }],
    });
    expect(messages(found)).toEqual([
      expect.stringMatching(
        /^GIT_STRATEGY: jobs production:pull, production, production:served, production:rollback get the project's, which nothing declares, before the job's own \(Pulumi\.platform\.yaml:\d+\)\.$/,
      ) as string,
    ]);
    expect(render(found, { colour: false })).toMatch(/LOG +project +all +all +raw +not declared/);
  });

  it("says what GitLab lacks, and what it has otherwise", async () => {
    answers[variables] = own().filter(({ key }) => key !== "DB_PASSWORD");
    change("SLIPWAY_REGISTRY_USER", { value: "canary-somebody", raw: false });
    change("SLIPWAY_DEPLOYER_KEY", { protected: false, variable_type: "env_var" });
    const found = await explained();
    expect(messages(found).map((one) => one.replace(/:\d+/g, ":N"))).toEqual([
      "SLIPWAY_DEPLOYER_KEY has another protected, another variable_type on GitLab than is declared (Pulumi.production.yaml:N): `npx slipway refresh production`, then `npx slipway up production` puts it back.",
      "SLIPWAY_REGISTRY_USER has another raw, another value on GitLab than is declared (Pulumi.production.yaml:N): `npx slipway refresh production`, then `npx slipway up production` puts it back.",
      "DB_PASSWORD is declared (Pulumi.production.yaml:N) and not on GitLab: `npx slipway up production` makes it, after `npx slipway refresh production` where somebody has removed it.",
    ]);
    const production = found.jobs.find(({ name }) => name === "production")!;
    const got = (name: string) => production.variables.find(({ key }) => key === name)!;
    expect(got("DB_PASSWORD").got).toBeUndefined();
    expect(got("SLIPWAY_REGISTRY_USER").got).not.toHaveProperty("value");
    expect(messages(await explained("DB_PASSWORD"))).toHaveLength(1);
  });

  it("takes no hidden value, which GitLab does not tell, for another one", async () => {
    change("SLIPWAY_REGISTRY_USER", { value: null, hidden: true });
    expect(messages(await explained())).toEqual([]);
  });

  it("says where a branch is not protected, and who may override all", async () => {
    answers[protections] = [{ name: "dev*" }];
    answers[project] = {
      ...(answers[project] as object),
      ci_pipeline_variables_minimum_override_role: "developer",
    };
    const found = await explained();
    expect(messages(found)).toEqual([
      "main is not protected on GitLab, so that its pipelines get no protected variable: `npx slipway refresh platform`, then `npx slipway up platform` protects it.",
      "Who has the role `developer` on GitLab may start a pipeline with variables of their own, which come before all of these: `npx slipway refresh platform`, then `npx slipway up platform` takes that away.",
    ]);
    const { variables: none } = found.jobs.find(({ name }) => name === "production")!;
    expect(none.find(({ key }) => key === "DB_PASSWORD")).toMatchObject({
      lost: [{ why: "it is protected, and `main` is not" }],
    });
  });

  it("says where GitLab runs another pipeline than the one whose jobs are told of", async () => {
    const there = answers[project] as object;
    for (const ci_config_path of [null, "", ".gitlab-ci.yml"]) {
      answers[project] = { ...there, ci_config_path };
      expect(messages(await explained())).toEqual([]);
    }
    answers[project] = { ...there, ci_config_path: "other.yml@acme/elsewhere" };
    expect(messages(await explained())).toEqual([
      "GitLab runs `other.yml@acme/elsewhere`, and not `.gitlab-ci.yml`, whose jobs these are: `npx slipway refresh platform`, then `npx slipway up platform` puts that back.",
    ]);
  });

  it("says which of two is open where their scopes are alike", async () => {
    const scopes = ["prod*", "*tion"];
    own().push(...scopes.map((environment_scope) => item({ environment_scope })));
    expect(messages(await explained())).toEqual([
      "LOG: jobs production, production:rollback get either of two variables, whose scopes are alike to GitLab.",
    ]);
  });

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
    answers = {};
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
