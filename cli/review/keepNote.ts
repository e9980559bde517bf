import { noteOf, pipelineOf } from "../../review/note.ts";
import { UserError } from "../terminal/exit.ts";

export interface Note {
  id: number;
  body: string;
  /** Whoever wrote it; undefined for one of GitLab's own, about what was done. */
  author: number | undefined;
}

/** The notes of a merge request. */
export interface Notes {
  all(): Promise<Note[]>;
  post(body: string): Promise<void>;
  /** @returns whether it could be; it is gone, or may not be changed, where not */
  edit(id: number, body: string): Promise<boolean>;
  /** One that is gone, or may not be removed, is left. */
  remove(id: number): Promise<void>;
}

/** `older`: a newer pipeline has written the note, which is left as it is. */
export type Kept = "posted" | "updated" | "unchanged" | "older";

/**
 * Keeps one note of a merge request up to date. What is there by now is read after each write, since other
 * pipelines' jobs do the same at the same time: of several notes that of the newest pipeline stays, and of
 * one pipeline's the last.
 *
 * @param me who writes: nobody else's note is ours, whatever stands in it
 * @param pipeline an older one never takes the place of a newer one
 */
export async function keepNote(
  notes: Notes,
  { me, pipeline, text }: { me: number; pipeline: number; text: string },
): Promise<Kept> {
  const wanted = noteOf(pipeline, text);
  let kept: Kept = "unchanged";
  for (let round = 1; round <= 5; round++) {
    const [newest, ...others] = oursOf(await notes.all(), me);
    // What was written now counts as it is there, even if GitLab keeps it in other words.
    const isWritten = kept !== "unchanged" || newest?.body === wanted;
    const isOlder = newest !== undefined && newest.pipeline > pipeline;
    if (isOlder || (isWritten && (!newest || newest.pipeline === pipeline))) {
      for (const { id } of others) await notes.remove(id);
      return isOlder ? "older" : kept;
    }
    if (newest && (await notes.edit(newest.id, wanted))) kept = "updated";
    else {
      // Behind one that can't be edited, this is the newest.
      await notes.post(wanted);
      kept = "posted";
    }
  }
  throw new UserError(
    "The merge request's note can't be kept: others change it each time that it is written.",
  );
}

interface Ours extends Note {
  pipeline: number;
}

/** The newest pipeline's first, of one pipeline's the last. */
function oursOf(notes: Note[], me: number): Ours[] {
  return notes
    .flatMap((note): Ours[] => {
      const pipeline = note.author === me ? pipelineOf(note.body) : undefined;
      return pipeline === undefined ? [] : [{ ...note, pipeline }];
    })
    .sort((a, b) => b.pipeline - a.pipeline || b.id - a.id);
}
