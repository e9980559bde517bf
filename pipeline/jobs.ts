import type { Source } from "./around.ts";
import { contentOf } from "./file.ts";
import { deployJob, pullJob, rollbackJob, servedJob } from "./names.ts";
import { isLines, type Block, type Entries, type Value } from "./write.ts";

/** A job of the file, as far as its variables depend on it. */
export interface PipelineJob {
  name: string;
  stage: string;
  /** The name that variables' scopes are held against. */
  environment: string;
  /** The branches whose pipelines have it, the environment's own first. */
  branches: string[];
  /** What the rule of the workflow gives to all jobs of these branches. */
  workflow: Record<string, string>;
  /** Its own variables, over those of what it extends. */
  variables: Record<string, string>;
  /** Whether somebody has to start it. */
  isManual: boolean;
}

/** The jobs of one environment, in the file's order: what pulls, deploys, records and goes back. */
export function jobsIn(source: Source, environment: string): PipelineJob[] {
  const blocks = new Map(contentOf(source).map((block) => [block.key, block]));
  const names = [pullJob, deployJob, servedJob, rollbackJob].map((name) => name(environment));
  return names.flatMap((name) => {
    const block = blocks.get(name);
    return block ? [jobOf(block, blocks)] : [];
  });
}

function jobOf(block: Block, blocks: Map<string, Block>): PipelineJob {
  const rules = (lineOf(block, "rules") ?? []) as Entries[];
  const branches = rules.flatMap(({ if: condition }) => branchesIn(condition));
  const parent = blocks.get(lineOf(block, "extends") as string);
  return {
    name: block.key,
    stage: lineOf(block, "stage") as string,
    environment: (lineOf(block, "environment") as { name: string }).name,
    branches,
    workflow: workflowOf(blocks.get("workflow"), branches[0]!),
    variables: { ...textsOf(parent), ...textsOf(block) },
    isManual: rules.some(({ when }) => when === "manual"),
  };
}

/** The variables of the first rule that is about a branch by its name, as GitLab takes it for a push. */
function workflowOf(workflow: Block | undefined, branch: string): Record<string, string> {
  const rules = (workflow && (lineOf(workflow, "rules") as Entries[])) ?? [];
  const rule = rules.find(
    ({ if: condition, variables }) => variables && branchesIn(condition).includes(branch),
  );
  return (rule?.variables ?? {}) as Record<string, string>;
}

function branchesIn(condition: Value | undefined): string[] {
  if (typeof condition !== "string") return [];
  const found = condition.matchAll(/\$CI_COMMIT_BRANCH == "([^"]+)"/g);
  return [...found].map(([, branch = ""]) => branch);
}

function textsOf(block: Block | undefined): Record<string, string> {
  const entries = Object.entries((block && lineOf(block, "variables")) ?? {});
  const said = entries.filter(([, value]) => value !== undefined);
  return Object.fromEntries(said.map(([key, value]) => [key, String(value)]));
}

function lineOf({ lines }: Block, name: string): Value | undefined {
  return isLines(lines) ? lines.find(([key]) => key === name)?.[1] : undefined;
}
