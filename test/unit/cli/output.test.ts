import { describe, expect, it } from "vitest";
import { describe as describeOutcome, summary } from "../../../cli/servers/changeReport.ts";
import type { ChangeResult } from "../../../cli/servers/change.ts";
import {
  moment,
  paint,
  printable,
  shortDigest,
  surfaceOf,
  table,
} from "../../../cli/terminal/output.ts";
import { renderStatus } from "../../../cli/servers/renderStatus.ts";
import { exitCodeOf, type StatusRow } from "../../../cli/servers/statusRow.ts";

const pipe = { colour: false };
const terminal = { colour: true, columns: 120 };
const escape = "\u001b";
const image = `registry.example.com/acme/shop@sha256:${"0123456789abcdef".repeat(4)}`;

describe("surfaceOf", () => {
  const tty = { isTTY: true, columns: 100 };

  it.each([
    ["a terminal has colour and a width", tty, {}, { colour: true, columns: 100 }],
    ["a pipe has neither", {}, {}, { colour: false, columns: undefined }],
    ["NO_COLOR turns colour off", tty, { NO_COLOR: "1" }, { colour: false, columns: 100 }],
    ["an empty NO_COLOR does nothing", tty, { NO_COLOR: "" }, { colour: true, columns: 100 }],
    ["a dumb terminal has no colour", tty, { TERM: "dumb" }, { colour: false, columns: 100 }],
    ["FORCE_COLOR colours a pipe", {}, { FORCE_COLOR: "1" }, { colour: true, columns: undefined }],
    ["FORCE_COLOR=0 does not", {}, { FORCE_COLOR: "0" }, { colour: false, columns: undefined }],
    [
      "NO_COLOR wins over FORCE_COLOR",
      tty,
      { NO_COLOR: "1", FORCE_COLOR: "1" },
      { colour: false, columns: 100 },
    ],
  ])("%s", (_, stream, environment, expected) => {
    expect(surfaceOf(stream, environment)).toEqual(expected);
  });
});

describe("table", () => {
  const header = ["server", "health"];
  const rows = [
    ["prod-1", { text: "healthy", style: "good" as const }],
    ["a-much-longer-name", { text: "not healthy", style: "bad" as const }],
  ];

  it("is columns of plain text in a pipe, without white space at the ends of lines", () => {
    expect(table(header, rows, pipe)).toBe(
      [
        "server              health",
        "prod-1              healthy",
        "a-much-longer-name  not healthy",
      ].join("\n"),
    );
  });

  it("has colour and the same columns on a terminal", () => {
    const text = table(header, rows, terminal);
    expect(text).toContain(`${escape}[32mhealthy${escape}[39m`);
    expect(text).toContain(`${escape}[31mnot healthy${escape}[39m`);
    const bare = text.replaceAll(new RegExp(`${escape}\\[\\d+m`, "g"), "");
    expect(bare.replaceAll(/ +$/gm, "")).toBe(table(header, rows, pipe));
  });

  it("becomes a block for each row where the terminal is too narrow, empty cells left out", () => {
    const narrow = { colour: false, columns: 20 };
    expect(table(header, [...rows, ["prod-3", ""]], narrow)).toBe(
      [
        "server: prod-1\nhealth: healthy",
        "server: a-much-longer-name\nhealth: not healthy",
        "server: prod-3",
      ].join("\n\n"),
    );
  });

  it("lets no cell break out of its line or recolour the terminal", () => {
    const text = table(["message"], [[`one\ntwo${escape}[2J\u202e`]], pipe);
    expect(text).toBe("message\none\\ntwo\\x1b[2J\\x202e");
  });
});

it("printable keeps what people write", () => {
  expect(printable("Grüße, 版本 2.0 …\tok")).toBe("Grüße, 版本 2.0 …  ok");
});

it("paint leaves text alone where there is no colour", () => {
  expect(paint("fine", "good", pipe)).toBe("fine");
});

it("moment and shortDigest shorten what they know and keep what they don't", () => {
  expect(moment("2026-11-22T14:03:05.123Z")).toBe("2026-11-22 14:03 UTC");
  expect(moment("yesterday")).toBe("yesterday");
  expect(shortDigest(image)).toBe("0123456789ab");
  expect(shortDigest("shop:latest")).toBe("shop:latest");
});

const healthy: StatusRow = {
  environment: "production",
  app: "shop",
  server: "prod-1",
  address: "https://app.example.com",
  health: "healthy",
  version: "2.0.0",
  image,
  release: 42,
  since: "2026-11-22T14:03:05Z",
  waiting: false,
  refused: [],
  code: 0,
};
const bare = { environment: "production", app: "shop", waiting: false, refused: [] };

describe("status", () => {
  it("says what is watched, and that nobody does where somebody should", () => {
    expect(renderStatus([{ ...healthy, watch: 40 }], pipe)).toContain(
      "\nproduction shop prod-1: watched for another 40 s, and put back if it fails",
    );
    expect(renderStatus([{ ...healthy, watch: 0 }], pipe)).toContain(
      "\nproduction shop prod-1: its watch was interrupted, and the server's timer judges it",
    );
    expect(renderStatus([healthy], pipe)).not.toContain("watch");
  });

  it("is a row for each app and a line under the table where words are needed", () => {
    const rows: StatusRow[] = [
      { ...healthy, waiting: true, refused: ["shop@sha256:bad"] },
      { ...bare, server: "prod-2", health: "unreachable", message: "no route", code: 2 },
    ];
    expect(renderStatus(rows, pipe)).toBe(
      [
        "environment  app   server  address                  version  digest        health       since",
        "production   shop  prod-1  https://app.example.com  2.0.0    0123456789ab  healthy      2026-11-22 14:03 UTC",
        "production   shop  prod-2                                                  unreachable",
        "",
        "production shop prod-1: a newer configuration waits for the next image",
        "production shop prod-1: refuses shop@sha256:bad, which a rollback left (slipway allow takes it off the list)",
        "production shop prod-2: no route",
      ].join("\n"),
    );
  });

  it.each([
    ["all is well", [0, 0], 0],
    ["an app is not healthy", [0, 3], 3],
    ["a server can't be reached, which weighs more", [3, 2, 0], 2],
    ["settings can't be read, which weighs most", [2, 1, 3], 1],
    ["there is nothing", [], 0],
  ])("ends as its worst row asks when %s", (_, codes, expected) => {
    expect(exitCodeOf(codes.map((code) => ({ ...healthy, code })))).toBe(expected);
  });
});

describe("what came of a change", () => {
  const release = {
    number: 43,
    image,
    version: "3.0.0",
    configuration: "c0ffee",
    since: "2026-11-22T14:03:05Z",
  };
  const answer = {
    protocol: 1,
    code: 10,
    outcome: "put back" as const,
    message: "3.0.0 failed its checks; 2.0.0 is serving again.",
    release,
    failure: {
      check: "health" as const,
      message: "http://127.0.0.1:3000/health answered 503.",
      log: ["shop-1 | cannot connect"],
    },
    seconds: 61,
  };

  it("says what the server says, made harmless, and what serves now", () => {
    const coloured = { ...answer, message: `${escape}[31m${answer.message}` };
    expect(describeOutcome({ server: "prod-1", code: 10, answer: coloured }, pipe)).toBe(
      "prod-1: \\x1b[31m3.0.0 failed its checks; 2.0.0 is serving again. " +
        "(release 43, 3.0.0, 0123456789ab; 61 s)",
    );
  });

  it("says for each server what it was left with", () => {
    const good = { ...answer, code: 0, outcome: "serving" as const };
    const result: ChangeResult = {
      environment: "production",
      app: "shop",
      action: "deploy",
      code: 11,
      servers: [
        { server: "a", code: 0, answer: good, putBack: { server: "a", code: 0, answer: good } },
        { server: "b", code: 0, answer: good, putBack: { server: "b", code: 2, error: "gone" } },
        { server: "c", code: 0, answer: good },
        { server: "d", code: 10, answer },
      ],
      untouched: ["e", "f"],
    };
    expect(summary(result)).toEqual([
      "a: put back, because another server failed; release 43 serves (0123456789ab).",
      "b: could NOT be put back and serves what was deployed: gone",
      "c: keeps the new release of shop, since it had none before.",
      "e, f: not touched.",
    ]);
  });
});
