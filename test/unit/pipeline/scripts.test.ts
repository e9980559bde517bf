import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createProgram } from "../../../cli/program.ts";
import { pipelineOf } from "../../../pipeline/index.ts";
import { cases } from "./cases.ts";

interface Job {
  script?: string[];
  before_script?: string[];
  after_script?: string[];
}

function jobsOf(name: string): Record<string, Job> {
  const { app, ...around } = cases[name]!();
  return parse(pipelineOf(app, around)) as Record<string, Job>;
}

/** What the shell of a job makes of a line. */
function wordsOf(line: string): string[] {
  const seen = execFileSync("bash", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
  return seen.split("\0").slice(0, -1);
}

describe("each line that calls slipway", () => {
  const lines = new Set(
    Object.keys(cases).flatMap((name) =>
      Object.values(jobsOf(name))
        .flatMap(({ script = [], after_script = [] }) => [...script, ...after_script])
        .filter((line) => /^\S*slipway /.test(line)),
    ),
  );

  it.each([...lines])("is one that it takes: %s", (line) => {
    const [, name, ...words] = wordsOf(line);
    const command = createProgram().commands.find((one) => one.name() === name);
    expect(command).toBeDefined();
    const { operands, unknown } = command!.parseOptions(words);
    expect(unknown).toEqual([]);
    const wanted = command!.registeredArguments.filter(({ required }) => required);
    expect(operands).toHaveLength(wanted.length);
    // What a command must be told, it is told.
    const missing = command!.options.filter(
      (option) => option.mandatory && command!.getOptionValue(option.attributeName()) === undefined,
    );
    expect(missing.map(({ long }) => long)).toEqual([]);
  });
});

describe("what comes before each test", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
    mkdirSync(join(folder, ".slipway"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What a job prints that ends with a test, as a runner joins its lines. */
  function run(inputs: object, indent: number): string {
    const file = JSON.stringify({ inputs: "5".repeat(64), ...inputs }, null, indent);
    writeFileSync(join(folder, ".slipway", "inputs.json"), file);
    const [skip] = jobsOf("tests")[".test"]!.before_script!;
    const script = ["set -eo pipefail", skip, "echo tested"].join("\n");
    return execFileSync("bash", { cwd: folder, input: script, encoding: "utf8" });
  }

  it.each([0, 2])("ends the job well where they have passed (JSON indented by %i)", (indent) => {
    expect(run({ passed: true }, indent)).toBe(
      "These tests have passed with these very files, in a pipeline of a protected branch.\n",
    );
  });

  it.each([
    { passed: false },
    // What a commit may bring into the file.
    { passed: false, build: { commitArguments: { CI_COMMIT_MESSAGE: '"passed": true' } } },
    { passed: false, build: { arguments: { passed: "true" } } },
  ])("goes on where they have not: %o", (inputs) => {
    expect(run(inputs, 0)).toBe("tested\n");
    expect(run(inputs, 2)).toBe("tested\n");
  });
});
