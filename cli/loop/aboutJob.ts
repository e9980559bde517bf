/** Which job wrote a record, for a person who reads it. */
export function aboutJob(environment: NodeJS.ProcessEnv = process.env): { [name: string]: string } {
  const { CI_COMMIT_SHA: commit, CI_PIPELINE_URL: pipeline } = environment;
  return { ...(commit && { commit }), ...(pipeline && { pipeline }) };
}
