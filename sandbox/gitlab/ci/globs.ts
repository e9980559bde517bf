import picomatch from "picomatch";

/**
 * Whether a path fits one of the patterns of `changes` or `exists`: Ruby's `File.fnmatch` with
 * FNM_PATHNAME, FNM_DOTMATCH and FNM_EXTGLOB. There `**` goes through folders only as `**` + `/`.
 */
export function matchesAny(path: string, patterns: readonly string[]): boolean {
  const options = { dot: true, noextglob: true, nonegate: true };
  return patterns.some((pattern) =>
    picomatch.isMatch(path, pattern.replaceAll(/\*\*+(?!\/)/g, "*"), options),
  );
}
