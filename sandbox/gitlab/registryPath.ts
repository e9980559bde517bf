/**
 * Whether a path may be part of an image's name, which GitLab asks of every path of a group and of
 * a project.
 */
export function isRegistryPath(path: string): boolean {
  return /^[a-zA-Z0-9]+(?:[._-]+[a-zA-Z0-9]+)*$/.test(path) && !/\.(git|atom)$/.test(path);
}

/** What GitLab says of one that may not. */
export const notRegistryPath =
  "can only include non-accented letters, digits, '_', '-' and '.'. It must not start with '-', '_', or '.', nor end with '-', '_', '.', '.git', or '.atom'.";
