import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { setIn } from "../../../settings/write/edit.ts";
import { SettingsError, setKeys, setSecret } from "../../../settings/index.ts";

describe("setIn", () => {
  it.each([
    ["a scalar", "a: 1 # one\nb: 2\n", ["a"], "a: x # one\nb: 2\n"],
    ["a quoted scalar", "a: 'one' # one\n", ["a"], "a: x # one\n"],
    ["a block scalar", "a: |\n  one\n  two\n# end\nb: 2\n", ["a"], "a: x\n# end\nb: 2\n"],
    ["a scalar in braces", "a: { b: 1, c: 2 } # one\n", ["a", "b"], "a: { b: x, c: 2 } # one\n"],
    ["a map by a scalar", "a:\n  b: 1\nc: 2\n", ["a", "b"], "a:\n  b: x\nc: 2\n"],
    ["a new key", "a: 1\n# end\n", ["b"], "a: 1\nb: x\n# end\n"],
    ["a new key, no last newline", "a: 1", ["b"], "a: 1\nb: x\n"],
    [
      "a new key after a map",
      "a:\n  b:\n    c: 1 # c\n\nd: 2\n",
      ["a", "e"],
      "a:\n  b:\n    c: 1 # c\n  e: x\n\nd: 2\n",
    ],
    [
      "a new key after a block scalar",
      "a:\n  b: |\n    one\nc: 2\n",
      ["a", "d"],
      "a:\n  b: |\n    one\n  d: x\nc: 2\n",
    ],
    [
      "a new key after a list",
      "a:\n  b:\n    - 1\n    - 2\nc: 3\n",
      ["a", "d"],
      "a:\n  b:\n    - 1\n    - 2\n  d: x\nc: 3\n",
    ],
    [
      "a new key after a list of maps",
      "a:\n  - b: 1\n    c: 2 # c\nd: 3\n",
      ["e"],
      "a:\n  - b: 1\n    c: 2 # c\nd: 3\ne: x\n",
    ],
    ["new maps", "a:\n    b: 1\n", ["a", "c", "d"], "a:\n    b: 1\n    c:\n      d: x\n"],
    ["a new key in braces", "a: { b: 1 } # b\n", ["a", "c"], "a: { b: 1, c: x } # b\n"],
    [
      "a new key in braces, trailing comma",
      "a: {\n  b: 1, # b\n}\n",
      ["a", "c"],
      "a: {\n  b: 1, c: x, # b\n}\n",
    ],
    ["a new map in braces", "a: {b: 1}\n", ["a", "c", "d"], "a: {b: 1, c: { d: x }}\n"],
    ["a new key in empty braces", "a: {}\n", ["a", "b"], "a: { b: x }\n"],
    ["a key without a value", "a: # ours\nb: 1\n", ["a"], "a: x # ours\nb: 1\n"],
    ["a map without a value", "a: # ours\nb: 1\n", ["a", "c"], "a: # ours\n  c: x\nb: 1\n"],
    ["a map without a value at the end", "a:\n  b:", ["a", "b", "c"], "a:\n  b:\n    c: x\n"],
    [
      "a map without a value in braces",
      "a: { b: , c: 1 }\n",
      ["a", "b", "d"],
      "a: { b: { d: x } , c: 1 }\n",
    ],
    ["a map that is null", "a: ~ # ours\n", ["a", "b"], "a: { b: x } # ours\n"],
    ["an empty file", "", ["a", "b"], "a:\n  b: x\n"],
    ["a file of comments", "# ours\n", ["a"], "# ours\na: x\n"],
    ["a file of other line ends", "a:\r\n  b: 1\r\n", ["a", "c"], "a:\r\n  b: 1\r\n  c: x\r\n"],
    ["a key that needs quotes", "a: 1\n", ["yes"], 'a: 1\n"yes": x\n'],
    ["a map by its quoted key", '"a": { "b": 1 }\n', ["a", "b"], '"a": { "b": x }\n'],
  ])("writes %s", (_, before, path, after) => {
    expect(setIn(before, path, "x")).toBe(after);
  });

  it("changes one value and no other byte, however the file is laid out", () => {
    const name = fc.stringMatching(/^[a-z_][a-z0-9_:-]{0,8}[a-z0-9]$/);
    const leaf = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const { tree } = fc.letrec<{ tree: Record<string, unknown> }>((tie) => ({
      tree: fc.dictionary(
        name,
        fc.oneof({ depthSize: "small" }, leaf, fc.array(leaf, { maxLength: 3 }), tie("tree")),
        { maxKeys: 5, noNullPrototype: true },
      ),
    }));
    const layout = fc.record({
      indent: fc.constantFrom(2, 4),
      collectionStyle: fc.constantFrom("any" as const, "block" as const, "flow" as const),
      lineWidth: fc.constantFrom(0, 20, 80),
      comments: fc.boolean(),
    });
    fc.assert(
      fc.property(
        tree,
        layout,
        fc.array(name, { minLength: 1, maxLength: 4 }),
        (start, how, path) => {
          // A list in the way is refused; see below.
          fc.pre(!Array.isArray(at(start, path.slice(0, -1))));
          // A comment ends a line only where no text goes on over the line's end.
          const text = stringify(start, {
            ...how,
            blockQuote: false,
            lineWidth: how.comments ? 0 : how.lineWidth,
          });
          const before = how.comments ? text.replaceAll("\n", " # ours\n") : text;
          const wanted = put(parse(before), path, "new value");
          const after = setIn(before, path, "new value");
          expect(parse(after)).toEqual(wanted);
          const [from, to] = changedRange(before, after);
          const old = at(start, path);
          // What goes is the old value, as it is written, and nothing else.
          const length =
            old === undefined ? 0 : stringify(old, { ...how, blockQuote: false }).length;
          expect(to - from).toBeLessThanOrEqual(length + 2);
          expect(before.slice(from, to)).not.toContain("# ours\n# ours");
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ["an alias", "a: &a { b: 1 }\nc: *a\n", ["c", "b"]],
    ["an anchor that others use", "a: &a { b: 1 }\nc: *a\n", ["a", "b"]],
    ["a merge", "a: &a { b: 1 }\nc:\n  <<: *a\n", ["a", "b"]],
    ["a list", "a: [1]\n", ["a", "b"]],
  ])("refuses to write through %s", (_, text, path) => {
    expect(() => setIn(text, path, "x")).toThrow(SettingsError);
  });

  it("refuses a file that is not YAML", () => {
    expect(() => setIn("a: {", ["a"], "x")).toThrow(SettingsError);
  });
});

/** The part of `before` that is not in `after`. */
function changedRange(before: string, after: string): [from: number, to: number] {
  let from = 0;
  while (from < before.length && before[from] === after[from]) from++;
  let same = 0;
  const most = Math.min(before.length, after.length) - from;
  while (same < most && before.at(-1 - same) === after.at(-1 - same)) same++;
  return [from, before.length - same];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function at(tree: unknown, path: string[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return tree;
  if (!isMap(tree)) return tree;
  return Object.hasOwn(tree, step) ? at(tree[step], rest) : undefined;
}

function put(tree: unknown, [step, ...rest]: string[], value: string): unknown {
  if (step === undefined) return value;
  return { ...(isMap(tree) ? tree : {}), [step]: put(isMap(tree) ? tree[step] : {}, rest, value) };
}

const stack = `# The production environment.
config:
  slipway:apps:
    shop: # the web shop
      env: { LOG_LEVEL: Warning }
      secrets:
        DB_PASSWORD: # from the vault
          secure: v1:old:old==
        SMTP__Password: { secure: v1:smtp:smtp== } # SendGrid

      rotate:
        DB_PASSWORD: { every: 90d, changed: 2026-01-01 } # as the auditors ask
    api:
      secrets: {}
encryptionsalt: v1:salt
`;

describe("setSecret", () => {
  it("replaces a secret and its date where they stand", () => {
    expect(setSecret(stack, "shop", "DB_PASSWORD", "v1:new:new==", "2026-11-01")).toBe(
      stack.replace("v1:old:old==", "v1:new:new==").replace("2026-01-01", '"2026-11-01"'),
    );
  });

  it("starts to keep the date of a secret that had none", () => {
    expect(setSecret(stack, "shop", "SMTP__Password", "v1:new:new==", "2026-11-01")).toBe(
      stack
        .replace("v1:smtp:smtp==", "v1:new:new==")
        .replace(
          "# as the auditors ask\n",
          '# as the auditors ask\n        SMTP__Password:\n          changed: "2026-11-01"\n',
        ),
    );
  });

  it("adds a secret at the end of the others", () => {
    const text = setSecret(stack, "shop", "API_KEY", "v1:new:new==", "2026-11-01");
    expect(text).toContain(
      "# SendGrid\n        API_KEY:\n          secure: v1:new:new==\n\n      rotate:\n",
    );
  });

  it("adds the first secret of an app", () => {
    const text = setSecret(stack, "api", "API_KEY", "v1:new:new==", "2026-11-01");
    expect(text).toContain("      secrets: { API_KEY: { secure: v1:new:new== } }\n      rotate:\n");
  });

  it("encrypts what stood there in clear", () => {
    const plain = stack.replace("{ secure: v1:smtp:smtp== }", "canary");
    const text = setSecret(plain, "shop", "SMTP__Password", "v1:new:new==", "2026-11-01");
    expect(text).toContain("SMTP__Password: { secure: v1:new:new== } # SendGrid");
    expect(text).not.toContain("canary");
  });
});

describe("setKeys", () => {
  const pair = (name: string) => ({ public: `ssh-ed25519 ${name}`, private: `v1:${name}:==` });

  it("adds the keys behind the other settings", () => {
    const keys = { bootstrap: pair("b"), fingerprint: "v1:f:==", deployers: { shop: pair("s") } };
    expect(setKeys(stack, keys)).toBe(
      stack.replace(
        "      secrets: {}\n",
        `      secrets: {}
  slipway:keys:
    bootstrap:
      public: ssh-ed25519 b
      private:
        secure: v1:b:==
    fingerprint:
      secure: v1:f:==
    deployers:
      shop:
        public: ssh-ed25519 s
        private:
          secure: v1:s:==
`,
      ),
    );
  });

  it("leaves the keys alone that it is not given", () => {
    const first = setKeys(stack, { bootstrap: pair("b"), observer: pair("o") });
    const second = setKeys(first, { observer: pair("new") });
    expect(second).toBe(
      first.replace("ssh-ed25519 o", "ssh-ed25519 new").replace("v1:o:", "v1:new:"),
    );
  });
});
