import { parse, stringify } from "smol-toml";

/** What a config.toml of gitlab-runner says, as far as both it and this runner obey it. */
export interface Configuration {
  /** How many jobs at a time. */
  concurrent: number;
  /** Seconds between two questions for a job. */
  check_interval: number;
  runners: RunnerConfiguration[];
}

export interface RunnerConfiguration {
  name: string;
  /** GitLab's. */
  url: string;
  token: string;
  executor: "shell";
  shell: "bash";
  /** Variables of every job: `NAME=value`. */
  environment: string[];
  cache_dir: string;
  /** What an earlier job made of a checkout's configuration and hooks goes. */
  clean_git_config: boolean;
  feature_flags: Record<string, boolean>;
}

/** What a runner's configuration has beside its own: what this sandbox's runner does anyway. */
export const runnerDefaults = {
  executor: "shell",
  shell: "bash",
  clean_git_config: true,
  feature_flags: { FF_GIT_URLS_WITHOUT_TOKENS: true },
} as const;

export function writeConfiguration(configuration: Configuration): string {
  return `${stringify(configuration)}\n`;
}

/** @throws for a person, where it is none that this runner obeys. */
export function readConfiguration(text: string, file: string): Configuration {
  const said = parse(text) as unknown as Partial<Configuration>;
  const runners = said.runners ?? [];
  const problems = [
    ...(runners.length === 0 ? ["it has no [[runners]]"] : []),
    ...runners.flatMap(({ name, url, token, executor, cache_dir }, index) => [
      ...Object.entries({ url, token, cache_dir })
        .filter(([, value]) => typeof value !== "string" || value === "")
        .map(([key]) => `[[runners]] ${name ?? index} has no ${key}`),
      ...((executor as string) === "shell"
        ? []
        : [
            `[[runners]] ${name ?? index} has the executor ${executor}; this runner has "shell" only`,
          ]),
    ]),
  ];
  if (problems.length > 0) throw new Error(`${file}: ${problems.join("; ")}.`);
  return { concurrent: said.concurrent ?? 1, check_interval: said.check_interval || 3, runners };
}
