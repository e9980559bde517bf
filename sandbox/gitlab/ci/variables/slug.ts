/** `Gitlab::Utils.slugify`: lower case, `-` for anything but letters and digits, 63 characters. */
export function slugify(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "-")
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, "");
}
