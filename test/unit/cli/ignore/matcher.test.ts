import { describe, expect, it } from "vitest";
import { ignorePatterns } from "../../../../cli/ignore/ignoreFile.ts";
import { droppedBy } from "../../../../cli/ignore/matcher.ts";

/** Folders and files of a context. */
const tree = [
  ".git2",
  ".git2/x",
  "README.md",
  "[z]",
  "a",
  "a/b",
  "a/b/c",
  "a/b/d",
  "a/x.md",
  "a+",
  "a.b",
  "axb",
  "b",
  "b/c",
  "docs",
  "docs/a.md",
  "docs/sub",
  "docs/sub/b.md",
  "node_modules",
  "node_modules/m",
  "node_modules/m/i.js",
  "pkg",
  "pkg/node_modules",
  "pkg/node_modules/n.js",
  "p|q",
  "src",
  "src/a.test.ts",
  "src/index.ts",
  "x y",
  "{x,y}",
  "é.md",
];
const allBut = (...kept: string[]) => tree.filter((path) => !kept.includes(path));
const dropped = (text: string) => tree.filter(droppedBy(ignorePatterns(text)).isDropped);

// What BuildKit's own walk says of each (fsutil with moby/patternmatcher 0.6.1, run over this tree).
// A folder that is dropped is still made where something in it is taken back.
const cases: [text: string, paths: string[]][] = [
  ["", []],
  ["*", allBut()],
  ["**", allBut()],
  ["a", ["a", "a/b", "a/b/c", "a/b/d", "a/x.md"]],
  ["a/", ["a", "a/b", "a/b/c", "a/b/d", "a/x.md"]],
  ["/a", ["a", "a/b", "a/b/c", "a/b/d", "a/x.md"]],
  ["./a", ["a", "a/b", "a/b/c", "a/b/d", "a/x.md"]],
  ["a/*", ["a/b", "a/b/c", "a/b/d", "a/x.md"]],
  ["a/**", ["a/b", "a/b/c", "a/b/d", "a/x.md"]],
  ["**/c", ["a/b/c", "b/c"]],
  ["**/*.md", ["README.md", "a/x.md", "docs/a.md", "docs/sub/b.md", "é.md"]],
  ["*.md", ["README.md", "é.md"]],
  ["**/*.md\n!README.md", ["a/x.md", "docs/a.md", "docs/sub/b.md", "é.md"]],
  ["*\n!src", allBut("src", "src/a.test.ts", "src/index.ts")],
  ["*\n!src/**", allBut("src", "src/a.test.ts", "src/index.ts")],
  ["*\n!src/*.ts", allBut("src", "src/a.test.ts", "src/index.ts")],
  ["*\n!a/b/c", allBut("a", "a/b", "a/b/c")],
  ["a\n!a/b", ["a/x.md"]],
  ["a\n!a/b\na/b/c", ["a/b/c", "a/x.md"]],
  ["a/b\n!a", ["a/b", "a/b/c", "a/b/d"]],
  ["docs/*", ["docs/a.md", "docs/sub", "docs/sub/b.md"]],
  ["docs\n!docs/sub/b.md", ["docs/a.md"]],
  ["docs\n!**/b.md", ["docs/a.md"]],
  [
    "**/node_modules",
    [
      "node_modules",
      "node_modules/m",
      "node_modules/m/i.js",
      "pkg/node_modules",
      "pkg/node_modules/n.js",
    ],
  ],
  ["node_modules", ["node_modules", "node_modules/m", "node_modules/m/i.js"]],
  ["# src\nsrc/*.test.ts", ["src/a.test.ts"]],
  [" src \t", ["src", "src/a.test.ts", "src/index.ts"]],
  ["#a\n b", ["b", "b/c"]],
  ["\ufeffa", ["a", "a/b", "a/b/c", "a/b/d", "a/x.md"]],
  ["a\r\nb\r", ["a", "a/b", "a/b/c", "a/b/d", "a/x.md", "b", "b/c"]],
  ["?", ["a", "a/b", "a/b/c", "a/b/d", "a/x.md", "b", "b/c"]],
  ["x?y", ["x y"]],
  ["a.b", ["a.b"]],
  ["a?b", ["a.b", "axb"]],
  ["[a-c]/c", ["b/c"]],
  ["[^a]/c", ["b/c"]],
  ["[!a]/c", []],
  ["\\[z\\]", ["[z]"]],
  ["[[]z]", ["[z]"]],
  ["?.md", ["é.md"]],
  ["a+", ["a+"]],
  ["p|q", ["p|q"]],
  ["p|*", allBut()],
  ["{x,y}", ["{x,y}"]],
  ["../a", []],
  [".", []],
  ["/", []],
  ["a/../b", ["b", "b/c"]],
  ["**/b/**", ["a/b/c", "a/b/d", "b/c"]],
  ["**b/c", ["a/b/c", "b/c"]],
  ["a**", ["a", "a/b", "a/b/c", "a/b/d", "a/x.md", "a+", "a.b", "axb"]],
  ["a/**/d", ["a/b/d"]],
  ["!a", []],
  ["a//b", ["a/b", "a/b/c", "a/b/d"]],
  ["*\n!*\n", []],
  ["**\n!**/x.md", allBut("a", "a/x.md")],
  ["src\n! src/index.ts", ["src/a.test.ts"]],
  ["a/b/*\n!a/b/d", ["a/b/c"]],
];

describe("a .dockerignore drops what BuildKit drops", () => {
  it.each(cases)("%j", (text, paths) => {
    const kept = tree.filter((path) => !dropped(text).includes(path));
    const made = tree.filter(
      (path) => kept.includes(path) || kept.some((other) => other.startsWith(`${path}/`)),
    );
    expect(tree.filter((path) => !made.includes(path))).toEqual(paths);
  });
});

describe("a pattern is refused that", () => {
  it.each([
    ["takes back nothing", "!", "`!` takes back nothing"],
    ["is open", "a[b", "ends in nothing"],
    ["ends in a backslash", "a\\", "ends in nothing"],
    ["has an empty class", "a[]", "ends in nothing"],
    ["means a class of Go's", "\\d*", "has `\\d` in it"],
    ["repeats", "*a{2}", "has a repetition in it"],
    ["names a class", "[[:alpha:]]*", "has `[:` in it"],
  ])("%s", (_, text, sentence) => {
    expect(() => droppedBy(ignorePatterns(text))).toThrow(sentence);
  });
});
