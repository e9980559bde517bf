/**
 * Marks the note of `slipway review` among a merge request's. Markdown shows no comment of HTML; who finds
 * a marker looks at who wrote the note, too.
 */
const marker = /^<!-- slipway review, pipeline (\d{1,15}) -->\n/;

/** @param pipeline GitLab's id: the higher, the newer */
export function noteOf(pipeline: number, text: string): string {
  // GitLab keeps no space at the end of a note.
  return `<!-- slipway review, pipeline ${pipeline} -->\n${text}`.trimEnd();
}

/** The pipeline that wrote a note; undefined where it is not one of ours. */
export function pipelineOf(note: string): number | undefined {
  const [, pipeline] = marker.exec(note) ?? [];
  return pipeline === undefined ? undefined : Number(pipeline);
}
