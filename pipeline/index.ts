/**
 * An app's settings → its `.gitlab-ci.yml`, for people to read: docs/pipeline.md. Pure, so that the
 * platform declares the file, `slipway pipeline` prints it, and both are the same text.
 */
export { contentOf, pipelineOf } from "./file.ts";
export { jobsIn, type PipelineJob } from "./jobs.ts";
export { pullEnvironment, releaseEnvironment } from "./names.ts";
export type { Around, Source } from "./around.ts";
