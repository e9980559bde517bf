import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../../../../sandbox/gitlab/ci/configuration/errors.ts";
import { load } from "../../../../sandbox/gitlab/ci/configuration/load.ts";
import type { JobConfiguration } from "../../../../sandbox/gitlab/ci/configuration/types.ts";
import { parseYaml } from "../../../../sandbox/gitlab/ci/configuration/yaml.ts";

function job(text: string, name = "unit"): JobConfiguration {
  return load(parseYaml(text)).jobs.find((one) => one.name === name)!;
}

function problems(text: string): string[] {
  try {
    load(parseYaml(text));
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

describe("A configuration", () => {
  it("gives jobs what default says, but for what they say themselves or do not inherit", () => {
    const text = `
default: { image: node, tags: [a], before_script: [one], retry: 1, timeout: 10m, interruptible: true }
unit: { script: two, tags: [b] }
plain: { script: two, inherit: { default: false } }
some: { script: two, inherit: { default: [image] } }
`;
    expect(job(text)).toMatchObject({
      ...{ image: { name: "node" }, tags: ["b"], before_script: ["one"], script: ["two"] },
      ...{ retry: { max: 1 }, timeout: 600, interruptible: true, stage: "test" },
    });
    expect(job(text, "plain")).toMatchObject({ tags: [], interruptible: false });
    expect(job(text, "plain").image).toBeUndefined();
    expect(job(text, "some")).toMatchObject({ image: { name: "node" }, tags: [] });
  });

  it("takes what is at the top for default too", () => {
    expect(job("image: node\nunit: { script: a }\n").image).toEqual({ name: "node" });
  });

  it("gives jobs what they extend: maps merged, lists replaced, the nearest last", () => {
    const text = `
.base: { variables: { A: base, B: base }, script: [base], tags: [base] }
.middle: { extends: .base, variables: { B: middle } }
.other: { variables: { C: other }, tags: [other] }
unit: { extends: [.middle, .other], variables: { D: own }, script: [own] }
`;
    const { variables, script, tags } = job(text);
    const values = Object.entries(variables).map(([key, { value }]) => [key, value]);
    expect(Object.fromEntries(values)).toEqual({ A: "base", B: "middle", C: "other", D: "own" });
    expect({ script, tags }).toEqual({ script: ["own"], tags: ["other"] });
  });

  it("follows anchors, merge keys and references, in scripts too", () => {
    const text = `
.anchor: &anchor { tags: [anchored] }
.lines: { script: [one, two] }
unit:
  <<: *anchor
  script:
    - zero
    - !reference [.lines, script]
`;
    expect(job(text)).toMatchObject({ tags: ["anchored"], script: ["zero", "one", "two"] });
  });

  it("is read as Ruby reads YAML: y is a text, yes is none", () => {
    expect(job("unit: { script: a, tags: [y, n], interruptible: yes }\n")).toMatchObject({
      ...{ tags: ["y", "n"], interruptible: true },
    });
  });

  it("writes short forms out", () => {
    const text = `
unit:
  script: a
  environment: production
  needs: [other, { job: last, artifacts: false, optional: true }]
  services: [postgres, { name: redis, alias: cache }]
  cache: { key: npm, paths: [.npm/] }
  allow_failure: { exit_codes: 3 }
  coverage: /(\\d+)%/
other: { script: a }
last: { script: a }
`;
    expect(job(text)).toMatchObject({
      environment: { name: "production" },
      needs: [
        { job: "other", artifacts: true, optional: false },
        { job: "last", artifacts: false, optional: true },
      ],
      services: [{ name: "postgres" }, { name: "redis", alias: "cache" }],
      cache: [{ key: "npm" }],
      allow_failure: { exit_codes: [3] },
      coverage: "(\\d+)%",
    });
  });

  it.each([
    ["nothing", "", ["Please provide content of .gitlab-ci.yml"]],
    ["a text", "hello", ["Invalid configuration format"]],
    ["no job", "stages: [a]\n", ["jobs config should contain at least one visible job"]],
    [
      "a job without a script",
      "unit: { stage: test }\n",
      ["jobs:unit config should implement the script:, run:, or trigger: keyword"],
    ],
    [
      "a word that isn't one",
      "unit: { script: a, scripts: b }\n",
      ["jobs:unit config contains unknown keys: scripts"],
    ],
    [
      "a stage that isn't there",
      "unit: { script: a, stage: nowhere }\n",
      [
        "unit job: chosen stage nowhere does not exist; available stages are .pre, build, test, deploy, .post",
      ],
    ],
    ["an unknown need", "unit: { script: a, needs: [x] }\n", ["unit job: undefined need: x"]],
    [
      "a need of a later stage",
      "unit: { script: a, needs: [x] }\nx: { script: a, stage: deploy }\n",
      ["unit job: need x is not defined in current or prior stages"],
    ],
    [
      "a need named twice",
      "unit: { script: a, needs: [x, { job: x }] }\nx: { script: a }\n",
      ["unit has the following needs duplicated: x."],
    ],
    [
      "a circle of needs",
      "unit: { script: a, needs: [x] }\nx: { script: a, needs: [unit] }\n",
      ['The pipeline has circular dependencies: topological sort failed: ["unit","x"]'],
    ],
    [
      "an unknown dependency",
      "unit: { script: a, dependencies: [x] }\n",
      ["unit job: undefined dependency: x"],
    ],
    [
      "an unknown base",
      "unit: { script: a, extends: .x }\n",
      ["unit: unknown keys in `extends` (.x)"],
    ],
    [
      "a circle of bases",
      ".x: { extends: .y }\n.y: { extends: .x }\nunit: { script: a, extends: .x }\n",
      [".x: circular dependency detected in `extends`"],
    ],
    [
      "a condition that is none",
      'unit: { script: a, rules: [{ if: "$A ===" }] }\n',
      ["jobs:unit:rules:rule if invalid expression syntax"],
    ],
    [
      "a reference to nothing",
      "unit: { script: !reference [.x, script] }\n",
      ['!reference [".x","script"] could not be found'],
    ],
    [
      "a stop that isn't there",
      "unit: { script: a, environment: { name: x, on_stop: y } }\n",
      ["unit job: on_stop job y is not defined"],
    ],
  ])("with %s is refused", (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it("tells where its form is wrong", () => {
    expect(problems("unit: { script: a, retry: 5 }\n")[0]).toMatch(/^jobs:unit:retry config must/);
    expect(problems("unit: { script: a, environment: { name: x, action: y } }\n")[0]).toMatch(
      /^jobs:unit:environment:action config must be equal to one of/,
    );
  });
});
