import { plain, production } from "../fixture.ts";
import type { Case } from "./case.ts";

/** A list of nine, nine times as many in the next, and so on. */
const bomb = Array.from("abcdefghi", (name, index) => {
  const one = index === 0 ? "lol" : `*${"abcdefghi"[index - 1]}`;
  return `${name}: &${name} [${Array(9).fill(one).join(", ")}]`;
}).join("\n");

export const syntaxCases: Case[] = [
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: 1\n\tb: 2\n  c: 3\n"],
    says: [["Pulumi.production.yaml:3:1", "A tab cannot indent YAML.", "Fix: indent with spaces."]],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n<<<<<<< HEAD\n  a: 1\n=======\n  a: 2\n>>>>>>> main\n  b: 1\n"],
    says: [
      [
        "Pulumi.production.yaml:2:1",
        "Git's marks of a merge conflict stand here, around two versions of these lines.",
        "Fix: keep the lines that are right, and take the marks out.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, 'config:\n  a: "canary\n  b: 2\n  c: "d"\n'],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "A quote is opened here and not closed.",
        "Fix: close it at the end of the text.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: 'canary\n  b: 2\n  c: 'd'\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "A quote is opened here and not closed.",
        "Fix: close it at the end of the text.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  e:\n    KEY:canary\n    P: 3\n"],
    says: [
      [
        "Pulumi.production.yaml:3:5",
        "There is no space between `KEY:` and its value, so this is text.",
        "Fix: write a space behind `KEY:`.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  e:\n    P: 3\n    KEY:canary\n  z: 1\n"],
    says: [
      [
        "Pulumi.production.yaml:4:5",
        "There is no space between `KEY:` and its value, so this is text.",
        "Fix: write a space behind `KEY:`.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  gitlab:baseUrl:https://x\n  z: 1\n"],
    says: [
      [
        "Pulumi.production.yaml:2:3",
        "There is no space between `gitlab:baseUrl:` and its value, so this is text.",
        "Fix: write a space behind `gitlab:baseUrl:`.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: [x, y\n  b: 2\n  c: [z]\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "A bracket or brace is opened here and not closed.",
        "Fix: close it.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: { x: 1\n  b: 2\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "A bracket or brace is opened here and not closed.",
        "Fix: close it.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, 'config:\n  t: "of\n    two lines"\n  a: b: c\n'],
    says: [
      [
        "Pulumi.production.yaml:4:6",
        "A map cannot begin on the line of its key, and `: ` in text begins a map.",
        "Fix: put quotes around the text, or move the map to the next line.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config: { a: 1\n"],
    says: [
      [
        "Pulumi.production.yaml:1:9",
        "A bracket or brace is opened here and not closed.",
        "Fix: close it.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, 'config:\n  a: "canary\n'],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "A quote is opened here and not closed.",
        "Fix: close it at the end of the text.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: @canary\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "Text cannot begin with this character.",
        "Fix: put quotes around the text.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, 'config:\n  a: "canary\\q"\n'],
    says: [
      [
        "Pulumi.production.yaml:2:13",
        '`\\` begins an escape inside "…", and this is none.',
        "Fix: write `\\\\`, or use '…'.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: canary: canary\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "A map cannot begin on the line of its key, and `: ` in text begins a map.",
        "Fix: put quotes around the text, or move the map to the next line.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config: {}\n---\nconfig: {}\n"],
    says: [
      [
        "Pulumi.production.yaml:2:1",
        "`---` begins a second document, and one file holds one.",
        "Fix: take it out.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: !canary x\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "This tag (`!…`) is unknown.",
        "Fix: take it out, or quote text that begins with `!`.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: *canary\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "`*` begins an alias, and this one names no anchor (`&…`) above it.",
        "Fix: quote text that begins with `*`.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: 'canary' canary\n"],
    says: [
      [
        "Pulumi.production.yaml:2:15",
        "This is not valid YAML.",
        "Fix: compare it with the lines around it: a `:`, a quote or the indentation is amiss.",
      ],
    ],
  },
  {
    rule: "yaml.alias",
    change: [production, "config: &a\n  b: *a\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "This alias stands inside what it stands for.",
        "Fix: write the values out.",
      ],
    ],
  },
  {
    // Nine to the ninth values, of a few hundred bytes.
    rule: "yaml.alias",
    change: [production, bomb],
    says: [
      [
        "Pulumi.production.yaml:6:8",
        "The aliases of this file stand for more values than anybody would write.",
        "Allowed: at most 1,000 aliases, for 100,000 values.",
        "Fix: write the values out.",
      ],
    ],
  },
  {
    rule: "yaml.alias",
    change: [production, `config: &a {}\nx: [${Array(1001).fill("*a").join(", ")}]\n`],
    says: [
      [
        "Pulumi.production.yaml:2:4005",
        "The aliases of this file stand for more values than anybody would write.",
        "Allowed: at most 1,000 aliases, for 100,000 values.",
        "Fix: write the values out.",
      ],
    ],
  },
  {
    rule: "yaml.duplicate-key",
    change: ["Pulumi.yaml", "name: slipway\nname: slipway\n"],
    says: [
      ["Pulumi.yaml:2:1  name", "`name` stands twice in this map.", "Fix: keep one of the two."],
    ],
  },
  {
    rule: "yaml.key",
    change: ["Pulumi.yaml", "name: slipway\n? [a]\n: b\n"],
    says: [
      ["Pulumi.yaml:2:3", "A key must be text.", 'Fix: write a name, in "…" if it needs quotes.'],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "slipway:apps.shop.env", plain("\n        LOG_LEVEL:canary")],
    says: [
      [
        "Pulumi.production.yaml:62:9  slipway:apps.shop.env",
        "There is no space between `LOG_LEVEL:` and its value, so this is text.",
        "Fix: write a space behind `LOG_LEVEL:`.",
      ],
    ],
  },
];
