/**
 * Names that a file in git may have, and that a shell, an option's parser, a terminal or a list of lines
 * would take for something else. Some stand in a folder of the like.
 */
export const oddNames = [
  ...["-rf", "--help", "-", "$(touch x)", "`touch x`", ";id", "&& id", "| id", "> x", "*", "[a]"],
  ...["  leading", "trailing ", "a\nb", "a\rb", "a\tb", "\u001b[31mred", "\u202egnp.exe", "\u2028"],
  ...["quo\"te'", "back\\slash", "%2e%2e", "$HOME", "${IFS}", "!bang", "#hash", "~", "..x", "..."],
  ...["é", "e\u0301", "🚢", "-rf folder/--help", " /\n/ ", "section_start:1:x\r"],
];

/** A branch's name that runs something wherever it comes to a shell unquoted; git takes it. */
export function oddBranch(touch: (name: string) => string): string {
  const marks = ["semicolon", "dollar", "backtick", "quote", "double", "pipe"].map(touch);
  const [semicolon, dollar, backtick, quote, double, pipe] = marks;
  return (
    `feature/a;>${semicolon};b$(>${dollar})c\`>${backtick}\`d';>${quote};'e";>${double};"f|>${pipe}` +
    "|%0a%41<b>&amp;$CI_JOB_TOKEN$$-é"
  );
}

/** Says, as a step of an image's, what is in /all: files by the blobs that they are to git, and links. */
export const lookScript = `cd /all
find . -type f -exec sh -c 'for f; do
  blob=$({ printf "blob %s\\0" "$(wc -c < "$f" | tr -d " ")"; cat "$f"; } | sha1sum | cut -d " " -f 1)
  echo "FILE $blob $(printf %s "$f" | base64 | tr -d "\\n")"
done' sh {} +
find . -type l -exec sh -c 'for f; do
  echo "LINK $(readlink "$f") $(printf %s "$f" | base64 | tr -d "\\n")"
done' sh {} +
`;

/** What it has said in a build's log, by the paths. */
export function seenBy(log: string): Record<"files" | "links", Map<string, string>> {
  const said = (word: string) =>
    new Map(
      [...log.matchAll(new RegExp(`^#\\d+ \\S+ ${word} (\\S+) (\\S+)$`, "gm"))].map(
        ([, what = "", name = ""]) =>
          [Buffer.from(name, "base64").toString().replace(/^\.\//, ""), what] as const,
      ),
    );
  return { files: said("FILE"), links: said("LINK") };
}
