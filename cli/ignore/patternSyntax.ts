/**
 * What Go's filepath.Match refuses of a pattern, which Docker asks before it uses one: a class that
 * is empty or not closed, a range without an end, a backslash with nothing behind it.
 */
export function isWellFormed(pattern: string): boolean {
  const characters = Array.from(pattern);
  let at = 0;

  /** One character of a class, with its escape; false where none can stand. */
  const inClass = (): boolean => {
    const character = characters[at];
    if (character === undefined || character === "-" || character === "]") return false;
    if (character === "\\") at += 1;
    at += 1;
    return at < characters.length;
  };

  while (at < characters.length) {
    const character = characters[at++];
    if (character === "\\") {
      if (at++ >= characters.length) return false;
    } else if (character === "[") {
      if (characters[at] === "^") at += 1;
      for (let members = 0; characters[at] !== "]" || members === 0; members += 1) {
        if (!inClass()) return false;
        if (characters[at] !== "-") continue;
        at += 1;
        if (!inClass()) return false;
      }
      at += 1;
    }
  }
  return true;
}
