import fc from "fast-check";
import { expect, it } from "vitest";
import { Masking } from "../../../sandbox/runner/masking.ts";

/** What is shown of a text that arrives in such pieces. */
function shown(masking: Masking, pieces: (string | Buffer)[]): string {
  const parts = pieces.map((piece) => masking.push(Buffer.from(piece)));
  return Buffer.concat([...parts, masking.flush()]).toString("utf8");
}

it("masks a value wherever its pieces are cut", () => {
  const text = "before s3cret-value after s3cret-value";
  for (let cut = 0; cut <= text.length; cut++) {
    const pieces = [text.slice(0, cut), text.slice(cut)];
    expect(shown(new Masking(["s3cret-value"]), pieces)).toBe("before [MASKED] after [MASKED]");
  }
  expect(shown(new Masking(["s3cret-value"]), text.split(""))).toBe(
    "before [MASKED] after [MASKED]",
  );
});

it("masks a value whose beginning stands before it once more", () => {
  expect(shown(new Masking(["aab"]), ["aa", "ab"])).toBe("a[MASKED]");
});

it("covers values that overlap or hold one another with one mask", () => {
  expect(shown(new Masking(["abcd", "cdef"]), ["xabc", "defx"])).toBe("x[MASKED]x");
  expect(shown(new Masking(["bc", "abcd"]), ["xab", "c", "dx"])).toBe("x[MASKED]x");
  expect(shown(new Masking(["ab", "xabc"]), ["xab", "d"])).toBe("x[MASKED]d");
});

it("shows a value's beginning when nothing follows it", () => {
  expect(shown(new Masking(["s3cret"]), ["s3cre"])).toBe("s3cre");
});

it("shows what comes before an undecided end at once", () => {
  const masking = new Masking(["s3cret"]);
  expect(masking.push(Buffer.from("line\ns3")).toString()).toBe("line\n");
});

it("masks what follows the prefix of a token, a job's own prefixes too", () => {
  const masking = () => new Masking([], ["acme-"]);
  expect(shown(masking(), ["a glp", "at-aB3", "_x=- b"])).toBe("a glpat-[MASKED] b");
  expect(shown(masking(), ["glrt-1234"])).toBe("glrt-[MASKED]");
  expect(shown(masking(), ["acme-1 glpat- acme-"])).toBe("acme-[MASKED] glpat- acme-");
});

it("masks secret parameters of an address, in any case", () => {
  expect(shown(new Masking([]), ["http://x/?Private_To", "ken=abc", "d&y=1\n"])).toBe(
    "http://x/?Private_Token=[MASKED]&y=1\n",
  );
});

it("leaves bytes that are no text as they are", () => {
  const bytes = Buffer.from([0xff, 0x00, 0x80, 0xc3, 0xa4]);
  const masking = new Masking(["ä!"]);
  expect(Buffer.concat([masking.push(bytes), masking.flush()])).toEqual(bytes);
  expect(shown(new Masking(["gehäuse"]), [bytes, "gehä", "use"])).toContain("[MASKED]");
});

it("never shows a value, whatever its neighbours and however it is cut", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 3, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 3 }),
      fc.array(word),
      (values, pieces) => {
        const text = shown(new Masking(values), pieces);
        for (const value of values) expect(text).not.toContain(value);
        if (!values.some((value) => pieces.join("").includes(value))) {
          expect(text).toBe(pieces.join(""));
        }
      },
    ),
  );
});
