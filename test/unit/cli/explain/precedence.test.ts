import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  levels,
  plain,
  type Candidate,
  type Situation,
} from "../../../../cli/explain/candidate.ts";
import { decide, fits } from "../../../../cli/explain/precedence.ts";
import { Variables } from "../../../../sandbox/gitlab/ci/variables/collection.ts";
import { kept } from "../../../../sandbox/gitlab/ci/variables/job.ts";
import { scoped } from "../../../../sandbox/gitlab/ci/variables/scopes.ts";
import type { Group, Project, Variable } from "../../../../sandbox/gitlab/model.ts";
import type { Store } from "../../../../sandbox/gitlab/store.ts";

const situation: Situation = { environment: "production", branch: "main", isProtected: true };

const candidate = (more: Partial<Candidate>): Candidate => ({
  ...{ ...plain, key: "KEY", level: "project", of: "acme/shop" },
  ...more,
});

const group = (of: string, depth: number, more: Partial<Candidate> = {}) =>
  candidate({ level: "group", of, depth, ...more });

describe("A job gets", () => {
  it("of two levels the stronger one", () => {
    for (const [index, level] of levels.entries()) {
      for (const weaker of levels.slice(0, index)) {
        const [strong, weak] = [candidate({ level }), candidate({ level: weaker })];
        expect(decide([strong, weak], situation).winner).toBe(strong);
        expect(decide([weak, strong], situation).winner).toBe(strong);
      }
    }
  });

  it.each<[string, Candidate, Candidate, string]>([
    [
      "the environment's own scope before a pattern",
      candidate({ scope: "production" }),
      candidate({ scope: "prod*" }),
      "the scope `production` comes before `prod*`",
    ],
    [
      "a pattern before all environments",
      candidate({ scope: "prod*" }),
      candidate({ scope: "*" }),
      "the scope `prod*` comes before `*`",
    ],
    [
      "the nearer group's before the farther one's, whatever its scope",
      group("acme/web", 1, { scope: "*" }),
      group("acme", 0, { scope: "production" }),
      "the group `acme/web` is nearer to the project",
    ],
    [
      "the project's before its group's, whatever their scopes",
      candidate({ scope: "*" }),
      group("acme", 0, { scope: "production" }),
      "the project's comes before the group acme's",
    ],
  ])("%s", (_, winner, loser, why) => {
    for (const order of [
      [winner, loser],
      [loser, winner],
    ]) {
      const lost = [{ candidate: loser, why }];
      expect(decide(order, situation)).toEqual({ winner, why, lost, isCertain: true });
    }
  });

  it.each<[string, Candidate, Partial<Situation>, string]>([
    [
      "a protected one on a branch that is not",
      candidate({ protected: true }),
      { branch: "work", isProtected: false },
      "it is protected, and `work` is not",
    ],
    [
      "one of another environment",
      candidate({ scope: "staging" }),
      {},
      "its scope is `staging`, the job's `production`",
    ],
    ["one that is not made yet", candidate({ isThere: false }), {}, "it is not on GitLab yet"],
  ])("not %s", (_, hidden, more, why) => {
    const found = decide([hidden], { ...situation, ...more });
    expect(found).toMatchObject({ lost: [{ candidate: hidden, why }] });
    expect(found.winner).toBeUndefined();
  });

  it("either of two whose patterns fit alike, and is told so", () => {
    const [first, second] = [candidate({ scope: "prod*" }), candidate({ scope: "*tion" })];
    expect(decide([first, second], situation)).toMatchObject({
      ...{ winner: second, isCertain: false },
      why: "`*tion` and `prod*` are alike to GitLab, which takes either",
    });
  });
});

it.each([
  ["*", "", true],
  ["prod*", "prod", true],
  ["prod*", "pro", false],
  ["ab*ba", "aba", false],
  ["ab*ba", "abba", true],
  ["a*b*c", "abc", true],
  ["a*b*b", "ab", false],
  ["re.iew/*", "review/x", false],
  ["Prod*", "production", false],
])("takes %s for a pattern that %s fits: %s", (scope, environment, expected) => {
  expect(fits(scope, environment)).toBe(expected);
});

const environments = fc.constantFrom("production", "prod-eu", "review/main", "uat");
const scopes = fc.constantFrom(
  "*",
  "production",
  "prod*",
  "*-eu",
  "re*/m*n",
  "*main",
  "uat",
  "u**t",
);

/** Variables of one place, no two with the same scope, as GitLab has them. */
const place = fc.uniqueArray(fc.record({ scope: scopes, isProtected: fc.boolean() }), {
  selector: ({ scope }) => scope,
});

describe("Against the sandbox's GitLab, which has been read from GitLab's own code", () => {
  const listed = (name: string, all: { scope: string; isProtected: boolean }[]) =>
    all.map(({ scope, isProtected }): Variable => ({
      ...{ key: "KEY", value: `${name} ${scope}`, variable_type: "env_var", masked: false },
      ...{ protected: isProtected, hidden: false, raw: true, environment_scope: scope },
      description: null,
    }));
  const asCandidates = (variables: Variable[], from: Partial<Candidate>) =>
    variables.map(({ value, environment_scope: scope, protected: isProtected }) =>
      candidate({ ...from, scope, value, protected: isProtected }),
    );

  it("decides alike, wherever variables stand", () => {
    const instance = fc.array(fc.record({ scope: fc.constant("*"), isProtected: fc.boolean() }), {
      maxLength: 1,
    });
    const places = fc.tuple(instance, place, place, place);
    fc.assert(
      fc.property(places, environments, fc.boolean(), (said, environment, isProtected) => {
        const names = ["instance", "acme", "acme/web", "project"];
        const [all, outer, inner, own] = said.map((each, index) => listed(names[index]!, each));
        const groups = [
          { id: 1, parentId: null, variables: outer },
          { id: 2, parentId: 1, variables: inner },
        ] as Group[];
        const store = {
          data: { variables: all, groups },
          namespaceOf: () => groups[1],
        } as unknown as Store;
        const project = { variables: own } as Project;
        const given = new Variables(kept(store, project, environment, isProtected)).value("KEY");

        const candidates = [
          ...asCandidates(all!, { level: "instance" }),
          ...asCandidates(outer!, { level: "group", of: "acme", depth: 0 }),
          ...asCandidates(inner!, { level: "group", of: "acme/web", depth: 1 }),
          ...asCandidates(own!, { level: "project" }),
        ];
        const found = decide(candidates, { environment, branch: "main", isProtected });
        expect(found.winner?.value).toBe(given);
        expect(found.lost.length + (found.winner ? 1 : 0)).toBe(candidates.length);
      }),
    );
  });

  it("takes scopes alike", () => {
    const parts = fc.array(fc.constantFrom("*", "a", "b", "/", ".", "-"), { maxLength: 6 });
    const names = fc.array(fc.constantFrom("a", "b", "/", ".", "-"), { maxLength: 6 });
    fc.assert(
      fc.property(parts, names, (pattern, name) => {
        const scope = pattern.join("");
        const environment = name.join("");
        const [only] = listed("", [{ scope, isProtected: false }]);
        expect(fits(scope, environment)).toBe(scoped([only!], environment, true).length === 1);
      }),
    );
  });
});
