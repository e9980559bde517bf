/** What is wrong with a configuration, in GitLab's words where GitLab has them. */
export class ConfigurationError extends Error {
  readonly problems: string[];

  constructor(...problems: string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}
