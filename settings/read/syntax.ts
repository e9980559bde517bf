import type { Complaint } from "../problem.ts";

/** The parser's own messages quote the file, which may hold a secret: these do not. */
export function syntax(code: string): Complaint {
  const known: Record<string, [message: string, fix: string]> = {
    TAB_AS_INDENT: ["A tab cannot indent YAML.", "indent with spaces."],
    BAD_INDENT: ["This line is indented differently from its neighbours.", "line it up with them."],
    CONFLICT: [
      "Git's marks of a merge conflict stand here, around two versions of these lines.",
      "keep the lines that are right, and take the marks out.",
    ],
    OPEN_QUOTE: ["A quote is opened here and not closed.", "close it at the end of the text."],
    OPEN_BRACKET: ["A bracket or brace is opened here and not closed.", "close it."],
    MISSING_CHAR: [
      "A quote, bracket or brace is opened and not closed, or a comma is missing.",
      "close it.",
    ],
    BAD_SCALAR_START: ["Text cannot begin with this character.", "put quotes around the text."],
    BAD_DQ_ESCAPE: [
      '`\\` begins an escape inside "…", and this is none.',
      "write `\\\\`, or use '…'.",
    ],
    BLOCK_AS_IMPLICIT_KEY: [
      "A map cannot begin on the line of its key, and `: ` in text begins a map.",
      "put quotes around the text, or move the map to the next line.",
    ],
    MULTIPLE_DOCS: ["`---` begins a second document, and one file holds one.", "take it out."],
    TAG_RESOLVE_FAILED: [
      "This tag (`!…`) is unknown.",
      "take it out, or quote text that begins with `!`.",
    ],
    BAD_ALIAS: [
      "`*` begins an alias, and this one names no anchor (`&…`) above it.",
      "quote text that begins with `*`.",
    ],
  };
  const [message, fix] = known[code] ?? [
    "This is not valid YAML.",
    "compare it with the lines around it: a `:`, a quote or the indentation is amiss.",
  ];
  return { rule: "yaml.syntax", message, fix };
}
