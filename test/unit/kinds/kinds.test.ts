import * as gitlab from "@pulumi/gitlab";
import { describe, expect, it } from "vitest";
import {
  differences,
  importId,
  itemOf,
  listPath,
  naturalKey,
  type Kind,
} from "../../../gitlab/kind.ts";
import { kindOf } from "../../../gitlab/kinds.ts";
import { gitlab as plugin } from "../../../sandbox/providers/gitlab.ts";
import { cases } from "./cases.ts";

function kind(name: string): Kind {
  const [module, type] = [name[0]!.toLowerCase() + name.slice(1), name];
  return kindOf(`gitlab:index/${module}:${type}`)!;
}

it("has an entry for each of GitLab's resources that Slipway declares", () => {
  const tokens = Object.values(gitlab)
    .map((value) => (value as { __pulumiType?: string }).__pulumiType)
    .filter((token) => token?.startsWith("gitlab:"));
  expect(tokens.length).toBeGreaterThan(0);
  expect(tokens.filter((token) => !kindOf(token!))).toEqual([]);
});

it("knows what makes another, and what leaving out means, as the provider does", () => {
  for (const name of Object.keys(cases)) {
    const entry = kind(name);
    const shape = Object.entries(plugin.resources[entry.type]!.inputs);
    const replaces = shape.filter(([, { replaces }]) => replaces).map(([input]) => input);
    expect([name, entry.replaces.toSorted()]).toEqual([name, replaces.toSorted()]);
    const absent = Object.fromEntries(shape.map(([input, property]) => [input, property.absent]));
    expect(absent, name).toMatchObject(entry.absent);
  }
});

it("leaves to the engine's import only what it can make whole, and what holds no secret", () => {
  const names = Object.keys(cases);
  expect(names.filter((name) => kind(name).isImportable)).toEqual([
    "Project",
    "ProjectEnvironment",
    "ProjectShareGroup",
    "ProjectMembership",
    "GroupServiceAccount",
    "ProjectJobTokenScopes",
    "ProjectContainerRepositoryProtection",
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
    // A project has one of what is told by the project alone.
    const others = entry.key.length > 1 ? [other, {}] : [];
    const answers =
      name === "ProjectShareGroup"
        ? [...others, item].map((one) => ({ shared_with_groups: [one] }))
        : [...others, item];
    expect(itemOf(entry, key, answers)).toBe(item);
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

it("does not count a token that was revoked", () => {
  const { inputs, item } = cases["GroupServiceAccountAccessToken"]!;
  const entry = kind("GroupServiceAccountAccessToken");
  const key = naturalKey(entry, inputs)!;
  expect(itemOf(entry, key, [{ ...item, revoked: true }])).toBeUndefined();
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
