import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { slipway, word } from "../../../pipeline/shell.ts";
import { comment, write } from "../../../pipeline/write.ts";
import type { Value } from "../../../pipeline/write.ts";

/** What stands in people's settings, and what YAML's readers trip over. */
const hostile = [
  ...["", " ", "yes", "on", "~", "null", "0123", "1e3", "12:30:45", "2026-11-01", "- a", "? a"],
  ...[
    "a: b",
    "a #b",
    "#a",
    "&a",
    "*a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "'a'",
    '"a"',
    "{a}",
    "[a]",
    "a, b",
  ],
  ...[
    "a\nb",
    "a\n\n  b\n",
    "\ta",
    "a\t\nb",
    "a\\nb",
    "a\u2028b",
    "\u3000",
    "a\u00a0",
    "🛒",
    "<<",
    "=",
    "|",
    ">",
    "\u0007",
  ],
];
const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: "grapheme" }));
const key = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_:.-]{0,20}$/),
  fc.constantFrom("script", "rules", "needs", "services", "variables", "if", "on", "y", "null"),
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.boolean(),
    fc.integer(),
    fc.array(tie("value") as fc.Arbitrary<string>, { maxLength: 3 }),
    fc.dictionary(key, tie("value") as fc.Arbitrary<string>, { maxKeys: 3 }),
  ),
}));

/** A block of a script ends without its last newlines, and nothing else is lost. */
const trimmed = (one: unknown): unknown => {
  if (Array.isArray(one)) return one.map(trimmed);
  if (typeof one === "object" && one !== null) {
    return Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, trimmed(inner)]));
  }
  return typeof one === "string" && one.includes("\n") ? one.trimEnd() : one;
};

describe("what is written", () => {
  it("is read again as it was, by readers of YAML 1.2 and 1.1", () => {
    fc.assert(
      fc.property(key, value, (name, given) => {
        const lines = [[name, given, "What it is."]] as [string, Value, string][];
        const written = write("About it.", [{ key: "job", lines }]);
        for (const version of ["1.2", "1.1"] as const) {
          expect(trimmed(parse(written, { version }))).toEqual(trimmed({ job: { [name]: given } }));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("keeps a comment's lines short, and what stands in back-ticks together", () => {
    const says = `It says \`action: access\` ${"often ".repeat(30)}and \`when: manual\` too.`;
    const lines = comment(says, "  ").trimEnd().split("\n");
    expect(lines.every((line) => line.startsWith("  # ") && line.length <= 98)).toBe(true);
    expect(lines.filter((line) => line.split("`").length % 2 === 0)).toEqual([]);
    expect(lines.map((line) => line.slice(4)).join(" ")).toBe(says);
  });
});

describe("a command line", () => {
  it("gives a shell each word as it is", () => {
    const words = [
      "",
      "it's",
      "$HOME",
      "a b",
      '"',
      "\\",
      "*",
      "a\nb",
      "`id`",
      "!x",
      "~",
      "#",
      "-n",
    ];
    const line = words.map(word).join(" ");
    const seen = execFileSync("bash", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
    expect(seen.split("\0").slice(0, -1)).toEqual(words);
  });

  it("begins with the tool", () => {
    expect(slipway({ image: "tool@sha256:…" }, "record", "uat")).toBe("slipway record uat");
    expect(slipway({ command: "/opt/slipway" }, "record", "uat")).toBe("/opt/slipway record uat");
  });
});
