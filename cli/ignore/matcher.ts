import { clean, trimmed } from "./ignoreFile.ts";
import { Untranslatable } from "./goExpression.ts";
import { compile, type Pattern } from "./pattern.ts";
import { isWellFormed } from "./patternSyntax.ts";

/** What is wrong with a pattern: a sentence. */
export class PatternError extends Error {}

/** What a folder leaves for what is in it. */
interface Visited {
  /** For each pattern, whether it matched the folder or one above. */
  matched: boolean[];
  /** Whether BuildKit looks at nothing in it. */
  closed: boolean;
}

export interface Dropped {
  /** Whether a path is dropped: of a file, or of a folder with what is in it left to be asked. */
  isDropped: (path: string) => boolean;
  /** Whether a folder is dropped with all that may be in it, whatever that is. */
  isLeft: (folder: string) => boolean;
}

/**
 * Which paths of a context patterns drop, exactly as BuildKit does: it walks the folders, and a
 * pattern that was not asked about a folder does not count for what is in it (fsutil's filter.go over
 * patternmatcher's MatchesUsingParentResults).
 *
 * @throws PatternError for a pattern that Docker refuses, and for the few that can't be told here
 */
export function droppedBy(patterns: string[]): Dropped {
  const compiled = patterns.flatMap(read);
  const exceptions = compiled.filter(({ exception }) => exception);
  const arePlain = exceptions.every(({ text }) => !/[*[\]?^\\]/.test(withoutLastGlob(text)));
  const visited = new Map<string, Visited>();

  function ask(path: string, above: Visited | undefined): { dropped: boolean; matched: boolean[] } {
    let dropped = false;
    const matched = compiled.map((pattern, index) => {
      let match = above?.matched[index] ?? false;
      if (!match) {
        if (pattern.exception !== dropped) return false;
        match = pattern.matches(path);
      }
      if (match) dropped = !pattern.exception;
      return match;
    });
    return { dropped, matched };
  }

  function folder(path: string): Visited | undefined {
    if (path === "") return undefined;
    const known = visited.get(path);
    if (known) return known;
    const above = folder(parent(path));
    const { dropped, matched } = ask(path, above);
    const nothingInside =
      dropped &&
      arePlain &&
      !exceptions.some(({ text }) => `${withoutLastGlob(text)}/`.startsWith(`${path}/`));
    const found = { matched, closed: above?.closed === true || nothingInside };
    visited.set(path, found);
    return found;
  }

  const isDropped = (path: string) => {
    const above = folder(parent(path));
    return above?.closed === true || ask(path, above).dropped;
  };
  return {
    isDropped,
    isLeft: (path) => isDropped(path) && !exceptions.some(({ text }) => mayMatchBelow(text, path)),
  };
}

/** Whether a pattern may match something in a folder, of which only the path is known. */
function mayMatchBelow(text: string, folder: string): boolean {
  if (text.includes("**")) return true;
  const [parts, above] = [text.split("/"), folder.split("/")];
  const fits = (part: string, index: number) =>
    /[*?[\\]/.test(parts[index]!) || part === parts[index];
  return parts.length > above.length && above.every(fits);
}

function read(line: string): Pattern[] {
  const whole = trimmed(line);
  if (whole === "") return [];
  const cleaned = clean(whole);
  const exception = cleaned.startsWith("!");
  const text = exception ? cleaned.slice(1) : cleaned;
  if (text === "") throw new PatternError("`!` takes back nothing: a path has to follow it.");
  if (!isWellFormed(text)) {
    throw new PatternError(
      `\`${text}\` has a \`[\` or a backslash that ends in nothing, and Docker takes it for an error or for something else than it looks like.`,
    );
  }
  try {
    return [compile(text, exception)];
  } catch (error) {
    if (!(error instanceof Untranslatable)) throw error;
    throw new PatternError(
      `\`${text}\` has ${error.message} in it, which Docker takes for something else than it looks like. Write it without.`,
    );
  }
}

function withoutLastGlob(text: string): string {
  return text.replace(/\/\*\*$/, "").replace(/\/\*$/, "");
}

function parent(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
