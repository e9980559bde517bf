import * as gitlab from "@pulumi/gitlab";
import { describe, expect, it } from "vitest";
import {
  differences,
  importId,
  itemOf,
  listPath,
  naturalKey,
  type Inputs,
  type Item,
  type Kind,
} from "../../../gitlab/kind.ts";
import { kindOf } from "../../../gitlab/kinds.ts";

function kind(name: string): Kind {
  const [module, type] = [name[0]!.toLowerCase() + name.slice(1), name];
  return kindOf(`gitlab:index/${module}:${type}`)!;
}

/** Of each kind one that is to be made, GitLab's answer about it, and what is made of the two. */
const cases: Record<
  string,
  { inputs: Inputs; item: Item; list: string; id: string; words: string }
> = {
  Project: {
    inputs: {
      namespaceId: 7,
      path: "shop",
      name: "shop",
      visibilityLevel: "private",
      defaultBranch: "main",
      description: "",
      initializeWithReadme: true,
      archiveOnDestroy: true,
      publicJobs: false,
      containerExpirationPolicy: { keepN: 10, nameRegexDelete: ".*" },
    },
    item: {
      id: 42,
      namespace: { id: 7 },
      path: "shop",
      name: "shop",
      visibility: "private",
      default_branch: "main",
      description: null,
      public_jobs: false,
      container_expiration_policy: { keep_n: 10, name_regex: ".*", cadence: "1d" },
    },
    list: "groups/7/projects?search=shop",
    id: "42",
    words: "project shop",
  },
  Branch: {
    inputs: { project: "42", name: "release/1.0", ref: "main", keepOnDestroy: true },
    item: { name: "release/1.0" },
    list: "projects/42/repository/branches?search=release%2F1%2E0",
    id: "42:release/1.0",
    words: "branch release/1.0 of acme/shop",
  },
  BranchProtection: {
    inputs: {
      project: "42",
      branch: "main",
      allowForcePush: false,
      pushAccessLevel: "no one",
      mergeAccessLevel: "maintainer",
    },
    item: {
      id: 3,
      name: "main",
      allow_force_push: false,
      push_access_levels: [{ access_level: 0 }],
      merge_access_levels: [{ access_level: 40 }],
    },
    list: "projects/42/protected_branches",
    id: "42:main",
    words: "protection of main in acme/shop",
  },
  ProjectEnvironment: {
    inputs: {
      project: "42",
      name: "production",
      externalUrl: "https://app.example.com",
      tier: "production",
      autoStopSetting: "with_action",
      stopBeforeDestroy: true,
    },
    item: {
      id: 9,
      name: "production",
      external_url: "https://app.example.com",
      tier: "production",
      auto_stop_setting: "with_action",
      description: null,
    },
    list: "projects/42/environments?name=production",
    id: "42:9",
    words: "environment production of acme/shop",
  },
  ProjectVariable: {
    inputs: {
      project: "42",
      key: "DB_PASSWORD",
      value: "correct horse",
      environmentScope: "production",
      protected: true,
      masked: true,
      raw: true,
    },
    item: {
      key: "DB_PASSWORD",
      value: "correct horse",
      environment_scope: "production",
      protected: true,
      masked: true,
      hidden: false,
      raw: true,
      variable_type: "env_var",
      description: null,
    },
    list: "projects/42/variables",
    id: "42:DB_PASSWORD:production",
    words: "variable DB_PASSWORD of acme/shop in production",
  },
  ProjectHook: {
    inputs: {
      project: "42",
      url: "https://user:hunter2@hooks.example.com/in?key=hunter2",
      token: "hunter2",
      pushEvents: true,
      enableSslVerification: true,
    },
    item: {
      id: 5,
      url: "https://user:hunter2@hooks.example.com/in?key=hunter2",
      push_events: true,
      enable_ssl_verification: true,
    },
    list: "projects/42/hooks",
    id: "42:5",
    words: "webhook to hooks.example.com of acme/shop",
  },
};

it("has an entry for each of GitLab's resources that Slipway declares", () => {
  const tokens = Object.values(gitlab)
    .map((value) => (value as { __pulumiType?: string }).__pulumiType)
    .filter((token) => token?.startsWith("gitlab:"));
  expect(tokens.length).toBeGreaterThan(0);
  expect(tokens.filter((token) => !kindOf(token!))).toEqual([]);
});

it("leaves to the engine's import only what it can make whole, and what holds no secret", () => {
  const names = Object.keys(cases);
  expect(names.filter((name) => kind(name).isImportable)).toEqual([
    "Project",
    "ProjectEnvironment",
  ]);
  const confidential = names.map((name) => [name, kind(name).confidential] as const);
  expect(Object.fromEntries(confidential.filter(([, inputs]) => inputs.length > 0))).toEqual({
    ProjectVariable: ["value"],
    ProjectHook: ["token", "url"],
  });
});

describe.each(Object.entries(cases))("%s", (name, { inputs, item, list, id, words }) => {
  const entry = kind(name);
  const key = naturalKey(entry, inputs)!;

  it("is found by its natural key in GitLab's list, and known by the provider's id", () => {
    expect(listPath(entry, key)).toBe(list);
    const other = Object.fromEntries(Object.keys(item).map((field) => [field, "another"]));
    expect(itemOf(entry, key, [other, {}, item])).toBe(item);
    expect(importId(entry, key, item)).toBe(id);
    expect(entry.words(key, "acme/shop")).toBe(words);
  });

  it("has no natural key while an input of it is unknown", () => {
    for (const input of entry.key.filter((part) => entry.absent[part] === undefined)) {
      expect(naturalKey(entry, { ...inputs, [input]: undefined })).toBeUndefined();
    }
  });

  it("does not differ from what GitLab answers about it", () => {
    expect(differences(entry, inputs, item)).toEqual([]);
  });

  it("differs by each input that GitLab tells otherwise", () => {
    const told = Object.keys(inputs).filter(
      (input) => !entry.writeOnly.includes(input) && !entry.key.includes(input),
    );
    for (const input of told) {
      const other = typeof inputs[input] === "boolean" ? !inputs[input] : "another";
      expect(differences(entry, { ...inputs, [input]: other }, item)).toEqual([input]);
    }
  });
});

describe("a variable", () => {
  const { inputs, item } = cases["ProjectVariable"]!;
  const entry = kind("ProjectVariable");

  it("is another in each scope, and in all of them when it says none", () => {
    const key = naturalKey(entry, { ...inputs, environmentScope: undefined })!;
    expect(key["environmentScope"]).toBe("*");
    expect(itemOf(entry, key, [item])).toBeUndefined();
    expect(entry.words(key, "acme/shop")).toBe(
      "variable DB_PASSWORD of acme/shop in all environments",
    );
  });

  it("that is hidden does not tell its value", () => {
    const hidden = { ...item, hidden: true, value: null };
    expect(differences(entry, inputs, hidden)).toEqual(["hidden"]);
    expect(differences(entry, { ...inputs, hidden: true }, hidden)).toEqual([]);
  });

  it("differs by what is left out and GitLab has", () => {
    expect(differences(entry, inputs, { ...item, description: "by hand" })).toEqual([
      "description",
    ]);
  });
});

describe("a branch's protection", () => {
  const entry = kind("BranchProtection");
  const { item } = cases["BranchProtection"]!;
  const lists = { ...item, push_access_levels: [{ access_level: 40 }, { access_level: 30 }] };

  it("has lists in the Enterprise Edition, in any order", () => {
    const inputs = {
      project: "42",
      branch: "main",
      allowedToPushes: [{ accessLevel: "developer" }, { accessLevel: "maintainer" }],
    };
    expect(differences(entry, inputs, lists)).toEqual([]);
    expect(
      differences(entry, { ...inputs, allowedToPushes: [{ accessLevel: "developer" }] }, lists),
    ).toEqual(["allowedToPushes"]);
  });

  it.each([
    [{ user_id: 5 }, { userId: 5 }],
    [{ group_id: 6 }, { groupId: 6 }],
    [{ deploy_key_id: 7 }, { deployKeyId: 7 }],
  ])("lets in %j alone, whatever its level", (holder, declared) => {
    const held = { access_level: 40, ...holder };
    const there = { ...item, push_access_levels: [held] };
    const inputs = (accessLevels: object) => ({
      ...{ project: "42", branch: "main" },
      allowedToPushes: [accessLevels],
    });
    expect(differences(entry, inputs(declared), there)).toEqual([]);
    const anybody = inputs({ accessLevel: "maintainer" });
    expect(differences(entry, anybody, there)).toEqual(["allowedToPushes"]);
  });

  it("is GitLab's own for the default branch", () => {
    expect(entry.isGitLabs!({ branch: "main" }, { default_branch: "main" })).toBe(true);
    expect(entry.isGitLabs!({ branch: "develop" }, { default_branch: "main" })).toBe(false);
  });
});

it("does not know what is not GitLab's", () => {
  expect(kindOf("command:remote:Command")).toBeUndefined();
});
