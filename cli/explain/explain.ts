import { jobsIn, type PipelineJob } from "../../pipeline/index.ts";
import { linesOf, type Line, type StackFiles, type Where } from "../../settings/index.ts";
import { matches } from "../../settings/groups/branchName.ts";
import type {
  EnvironmentApp,
  EnvironmentSettings,
  PlatformApp,
  PlatformSettings,
} from "../../settings/model.ts";
import { plain, type Candidate } from "./candidate.ts";
import { containerOf } from "./container.ts";
import { declaredVariables } from "./declaredVariables.ts";
import { explainJob, type Explanation, type Warning } from "./explanation.ts";
import { onGitLab } from "./liveVariables.ts";
import type { OnGitLab } from "./onGitLab.ts";
import { predefined } from "./predefined.ts";
import { putBack, warningsOf } from "./warnings.ts";

/** What is explained: settings whose secrets are closed, and what GitLab says, if it was asked. */
export interface Asked {
  files: StackFiles;
  app: EnvironmentApp;
  settings: EnvironmentSettings;
  platform: PlatformSettings;
  platformApp: PlatformApp;
  live?: OnGitLab | undefined;
  /** Why GitLab was not asked. */
  notes: string[];
}

/** Who may start pipelines with variables, as `safeProjectSettings` has it. */
const nobody = "no_one_allowed";

/**
 * Explains what jobs and containers get. Pure.
 *
 * @param only the one key that is asked for; all without it
 */
export function explain(asked: Asked, only?: string): Explanation {
  const { app, settings, live, platformApp } = asked;
  const { stack } = settings;
  const own = linesOf(asked.files.stacks.get(stack)!);
  const inPlatform = linesOf(asked.files.stacks.get("platform")!);
  const inCompose = linesOf(asked.files.others.get(app.compose.path)!);
  const file = pipelineFile(asked);
  const protections = live?.protectedBranches ?? platformApp.branches.map(({ branch }) => branch);
  const isProtected = (branch: string) => protections.some((pattern) => matches(pattern, branch));
  const kept = keptOn(asked, declaredVariables({ ...asked, where: own, inPlatform }));
  const { branch } = settings.rule;
  const jobs = jobsOf(asked).map((job) => {
    const address = own(["config", "slipway:apps", app.name, "url"]);
    const written = writtenFor(job, { stack, inPlatform, address, file: file.name });
    const candidates = [...predefined(job, { project: app.project, branch }), ...written, ...kept];
    const situation = { environment: job.environment, branch, isProtected: isProtected(branch) };
    return {
      explained: explainJob(job, situation, candidates, only),
      told: { job: job.name, situation, candidates, stack },
      unprotected: job.branches.filter((each) => !isProtected(each)),
    };
  });
  const overriding = live?.overriding ?? nobody;
  const warnings = [
    ...warningsOf(jobs.map(({ told }) => told)),
    ...[...new Set(jobs.flatMap((job) => job.unprotected))].map(unprotectedWarning),
    ...(overriding === nobody ? [] : [openWarning(overriding)]),
    ...otherFile(live?.pipeline, file.name),
  ];
  return {
    ...{ app: app.name, environment: stack, project: app.project },
    from: live ? "GitLab" : "stack files",
    ...{ pipeline: file.name, overriding },
    jobs: jobs.map(({ explained }) => explained),
    container: containerOf(app, { where: own, inCompose }),
    warnings: warnings.filter(({ key = only }) => only === undefined || key === only),
    notes: [...asked.notes, ...(live?.notes ?? []), ...file.notes],
  };
}

function unprotectedWarning(branch: string): Warning {
  const message = `${branch} is not protected on GitLab, so that its pipelines get no protected variable: ${putBack("platform")} protects it.`;
  return { message };
}

function openWarning(role: string): Warning {
  const message = `Who has the role \`${role}\` on GitLab may start a pipeline with variables of their own, which come before all of these: ${putBack("platform")} takes that away.`;
  return { message };
}

function otherFile(there: string | undefined, declared: string): Warning[] {
  if (there === undefined || there === declared) return [];
  const message = `GitLab runs \`${there}\`, and not \`${declared}\`, whose jobs these are: ${putBack("platform")} puts that back.`;
  return [{ message }];
}

function jobsOf({ platform, platformApp, settings }: Asked): PipelineJob[] {
  // Which variables jobs have does not depend on what runs the tool in them.
  const { tool = { command: "/slipway" }, runners } = platform;
  return jobsIn({ app: platformApp, tool, runners }, settings.stack);
}

interface Written {
  stack: string;
  inPlatform: Where;
  /** Where the app's address stands. */
  address: Line;
  /** The pipeline's. */
  file: string;
}

/** What the pipeline's file says, whose parts follow from the platform's settings. */
function writtenFor(job: PipelineJob, { stack, inPlatform, address, file }: Written): Candidate[] {
  const environment = ["config", "slipway:environments", stack];
  const runners = ["config", "slipway:pipelines", "runners"];
  const of = (
    level: "pipeline file" | "job",
    variables: Record<string, string>,
    place: Line,
  ): Candidate[] =>
    Object.entries(variables).map(([key, value]) => {
      const declared = key === "DEPLOY_URL" ? address : place;
      return { ...plain, key, level, of: file, value, declared };
    });
  return [
    ...of("pipeline file", job.workflow, inPlatform(runners, environment)),
    ...of("job", job.variables, inPlatform(environment)),
  ];
}

/** What is kept on GitLab; where it was not asked, what is declared to be. */
function keptOn({ live }: Asked, declared: Candidate[]): Candidate[] {
  if (!live) return declared;
  return live.places.flatMap(({ place, items }) =>
    onGitLab(items, place, place.level === "project" ? declared : []),
  );
}

function pipelineFile({ app, platform: { pipelines, tool } }: Asked) {
  const written = `\`npx slipway pipeline ${app.name}\``;
  if (!pipelines) {
    const notes = [`The app keeps its own .gitlab-ci.yml: taken to be what ${written} prints.`];
    return { name: ".gitlab-ci.yml", notes };
  }
  const name = `${app.name}.gitlab-ci.yml@${pipelines.project}`;
  if (tool) return { name, notes: [] };
  const note = `There is no \`slipway:tool\` yet, so that nothing writes the pipeline's file: taken to be what ${written} will print.`;
  return { name, notes: [note] };
}
