import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { readPlain, Unquoted } from "../../../settings/read/scalar.ts";
import { readYaml } from "../../../settings/read/yaml.ts";

describe("readPlain", () => {
  it.each([
    ["3000", 3000],
    ["-1", -1],
    ["0", 0],
    ["1.5", 1.5],
    ["true", true],
    ["false", false],
    ["", null],
    ["~", null],
    ["null", null],
    ["text", "text"],
    ["12:30:45", "12:30:45"],
    ["1.2.3", "1.2.3"],
    ["v1", "v1"],
    ["127.0.0.1", "127.0.0.1"],
    ["2026-11", "2026-11"],
    ["1e3x", "1e3x"],
    ["nothing", "nothing"],
  ])("takes %j as it stands", (source, value) => {
    expect(readPlain(source)).toBe(value);
  });

  it.each(
    "0123 1e3 1E3 1.10 1.0 +1 -0 .5 5. 0x1F 0o17 0b11 1_000 9007199254740993 .inf -.Inf .nan yes No ON off y N True FALSE 2026-11-01 2026-1-1 2001-12-14t21:59:43.10-05:00".split(
      " ",
    ),
  )("sees the trap in %s", (source) => {
    expect(readPlain(source)).toBeInstanceOf(Unquoted);
  });

  it("never loses a character of a number it takes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger()), (number) => {
        const value = readPlain(String(number));
        if (!(value instanceof Unquoted)) expect(String(value)).toBe(String(number));
      }),
    );
  });
});

describe("readYaml", () => {
  it("gives back every text that is written as YAML, byte for byte", () => {
    const text = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(fc.dictionary(text, text), fc.boolean(), (map, quoted) => {
        const entries = Object.entries(map).filter(([key]) => key !== "__proto__" && key !== "<<");
        const content = Object.fromEntries(entries.map(([key, value]) => [`k${key}`, value]));
        const written = stringify(content, {
          defaultKeyType: "QUOTE_DOUBLE",
          defaultStringType: quoted ? "QUOTE_DOUBLE" : "PLAIN",
        });
        const { value, problems } = readYaml("file", written);
        expect(problems).toEqual([]);
        for (const [key, wanted] of Object.entries(content)) {
          const found = (value as Record<string, unknown>)[key];
          const source = found instanceof Unquoted ? found.source : found;
          expect(String(source)).toBe(wanted);
        }
      }),
    );
  });

  it("resolves anchors, aliases and merges as Pulumi does", () => {
    const text = `
base: &base { a: 1, b: { c: 2 } }
other: &other { d: 3 }
copy: *base
one: { <<: *base, a: own }
two:
  <<: [*base, *other]
  e: 4
`;
    const { value, problems } = readYaml("file", text);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({
      copy: { a: 1, b: { c: 2 } },
      one: { a: "own", b: { c: 2 } },
      two: { a: 1, b: { c: 2 }, d: 3, e: 4 },
    });
  });

  it("points at the value behind an alias", () => {
    const yaml = readYaml("file", "a: &a\n  b: 1\nc: *a\n");
    const complaint = { rule: "date", message: "…" } as const;
    expect(yaml.problem(["c", "b"], complaint)).toMatchObject({ line: 2, column: 6, path: "c.b" });
    expect(yaml.problem(["c", "x"], complaint)).toMatchObject({ line: 3, column: 1, path: "c.x" });
  });

  it("counts lines with any line end, and behind a byte order mark", () => {
    const complaint = { rule: "date", message: "…" } as const;
    expect(readYaml("f", "a: 1\r\nb: 2\r\n").problem(["b"], complaint)).toMatchObject({
      line: 2,
      column: 4,
    });
    expect(readYaml("f", "\uFEFFa: 1\nb: 2\n").value).toEqual({ a: 1, b: 2 });
  });
});
