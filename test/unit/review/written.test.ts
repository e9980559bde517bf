import { describe, expect, it } from "vitest";
import { renderDiff } from "../../../cli/review/diff.ts";
import type { Difference } from "../../../review/difference.ts";
import { forMachines } from "../../../review/json.ts";
import { code, markdown } from "../../../review/markdown.ts";
import { visible } from "../../../review/printable.ts";
import { summary } from "../../../review/sections.ts";
import { absent, compose, platform, production, secret, staging } from "../settings/fixture.ts";
import type { Change } from "../settings/fixture.ts";
import { after } from "./said.ts";

const shop = "slipway:apps.shop";

function everyForm(difference: Difference): Record<"terminal" | "markdown" | "json", string> {
  const names = { from: { name: "main", commit: "0123456789abcdef" }, to: { name: "here" } };
  return {
    terminal: renderDiff({ ...difference, ...names }, { colour: true }),
    markdown: markdown(difference),
    json: JSON.stringify(forMachines(difference)),
  };
}

describe("no form holds", () => {
  const key = "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n-----END OPENSSH PRIVATE KEY-----\n";
  const cases: [string, Change[]][] = [
    ["a secret that is replaced", [[staging, `${shop}.secrets.DB_PASSWORD`, secret("canary-2")]]],
    ["one that comes", [[staging, `${shop}.secrets.NEW`, secret("canary-2")]]],
    ["one that goes", [[staging, `${shop}.secrets`, absent]]],
    ["a variable that goes", [[staging, `${shop}.pipeline`, absent]]],
    ["keys that go with their stack", [[staging, absent]]],
    ["a secret in clear", [[staging, `${shop}.secrets.DB_PASSWORD`, "canary"]]],
    ["secrets in a list", [[staging, `${shop}.secrets`, ["canary"]]]],
    ["a secret in a map", [[staging, `${shop}.secrets.DB_PASSWORD`, { secur: "canary" }]]],
    ["a text where secrets belong", [[staging, `${shop}.secrets`, "canary"]]],
    ["a secret under a key that is none", [[staging, `${shop}.secretz.A`, "canary"]]],
    ["a private key in clear", [[staging, `${shop}.env.KEY`, key]]],
    ["a token by its form", [[staging, `${shop}.env.T`, "glpat-canarycanarycanary"]]],
    [
      "an address's password",
      [[staging, `${shop}.env.DB`, "postgres://shop:canary@database/shop"]],
    ],
    ["a provider's headers", [[staging, ["config", "gitlab:headers"], { A: "canary" }]]],
    ["a registry's account", [[staging, ["config", "docker:registryAuth"], "canary"]]],
    ["the registry's password", [[staging, "slipway:registry.password", "canary"]]],
    [
      "what an image is said to be",
      [[compose, "services.database.image", "glpat-canarycanarycanary"]],
    ],
    [
      "a new environment's keys",
      [
        [production, absent],
        [platform, "slipway:environments.production", absent],
      ],
    ],
  ];
  it.each(cases)("%s", (_, changes) => {
    const difference = after(...changes);
    expect(difference.changes.length).toBeGreaterThan(0);
    for (const text of Object.values(everyForm(difference))) expect(text).not.toContain("canary");
  });
});

/** What somebody might write to be more than a value. */
const hostile = [
  "/merge",
  "\n/merge\n",
  "\r\n/approve",
  "@all",
  "</details><img src=x onerror=alert(1)>",
  "``` \n/close\n```",
  "`` ` ``",
  "`",
  " ` ",
  "[a](https://evil.example.com) ![b](https://evil.example.com/x.png)",
  "| a | b |\n|---|---|",
  "\u2028/merge",
  "\u202egnp.exe",
  "\u001b[31mred\u001b[0m\u0007",
  "a\u200bb",
  "#1 !1 ~bug %1 $`x`$",
  "",
];

describe("what somebody else has written", () => {
  it.each(hostile.map((text) => [JSON.stringify(text), text]))(
    "is one code span: %s",
    (_, text) => {
      const written = code(text);
      const fence = /^`+/.exec(written)![0];
      const inside = written.slice(fence.length, -fence.length);
      expect(written.endsWith(fence)).toBe(true);
      // A run of the fence's own length would end it.
      const runs = inside.match(/`+/g) ?? [];
      expect(runs.map(({ length }) => length)).not.toContain(fence.length);
      expect(written).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(inside).not.toBe("");
    },
  );

  it("begins no line, and opens nothing, as a value, a key or a file's text", () => {
    const changes = hostile.map((text, index): Change => [staging, `${shop}.env.A${index}`, text]);
    const difference = after(
      ...changes,
      [staging, ["config", "slipway:apps", "shop", "env", "\n/merge @all <b>"], "x"],
      ["Pulumi.<img src=x>@all.yaml", "config: {}\n"],
      [platform, ["config", "slipway:apps", "<script>\n/close"], { project: "@all\n/merge" }],
    );
    const { markdown: note, terminal } = everyForm(difference);
    for (const line of note.split("\n")) {
      expect(line).toMatch(/^($|#{3,4} [A-Z]|- |<details><summary><code>|<\/details>$|\d+ )/);
      const bare = line
        .replace(/(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, "")
        .replace(/<code>[^<]*<\/code>/g, "");
      expect(bare).not.toMatch(/@all|<img|<script|<b>|evil|\/merge|\/close|!\[|\]\(/);
    }
    expect(terminal.replaceAll(/\u001b\[\d+m/g, "")).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
  });

  it("looks different where it is", () => {
    expect(visible("a\u200bb")).not.toBe(visible("ab"));
    const { markdown: note } = everyForm(after([staging, `${shop}.env.LOG_LEVEL`, "Debug\u200b"]));
    expect(note).toContain("`Debug` → `Debug\\u{200b}`");
  });

  it("shows the part that differs of what is long", () => {
    const long = (end: string) => `${"a".repeat(5000)}${end}${"b".repeat(5000)}`;
    const { markdown: note } = everyForm(after([staging, `${shop}.env.A`, long("x")]));
    expect(note.length).toBeLessThan(2000);
    expect(note).toContain("10001 characters");
  });
});

describe("a note", () => {
  const many = Array.from({ length: 400 }, (_, index): Change => [
    staging,
    `${shop}.env.KEY_${index}`,
    "v".repeat(50),
  ]);
  const difference = after(...many, [
    production,
    "slipway:servers.prod-1.address",
    "evil.example.com",
  ]);

  it("has the summary and what is loud first, and is collapsed by environment", () => {
    const note = markdown(difference);
    expect(note.split("\n")[2]).toBe(summary(difference));
    expect(note.indexOf("evil.example.com")).toBeLessThan(note.indexOf("<details>"));
    expect(note).toContain("<details><summary><code>staging</code>: 401 changes</summary>\n\n- ");
    expect(note.match(/<details>/g)).toHaveLength(note.match(/<\/details>/g)!.length);
  });

  it("is cut where it is too long, says how much is missing, and stays whole", () => {
    const note = markdown(difference, 5_000);
    expect(note.length).toBeLessThanOrEqual(5_000);
    expect(note).toContain(summary(difference));
    expect(note).toContain("evil.example.com");
    const kept = note.match(/^- /gm)!.length;
    const missing = Number(/^(\d+) more lines do not fit/m.exec(note)![1]);
    expect(kept + missing).toBe(markdown(difference).match(/^- /gm)!.length);
    expect(note.match(/<details>/g)).toHaveLength(note.match(/<\/details>/g)!.length);
  });

  it("says that nothing differs", () => {
    expect(markdown(after())).toBe("### What this changes\n\nNothing differs.\n");
  });
});
