import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { causeOf } from "../../../cli/commands/cause.ts";
import { imageByDigest, imageOrDigest } from "../../../cli/servers/image.ts";
import { passphrase } from "../../../cli/stackFiles/passphrase.ts";
import { providerOf } from "../../../cli/stackFiles/secretsProvider.ts";
import { readStackFile, replaceStackFile } from "../../../cli/stackFiles/stackFile.ts";
import { received, type } from "../../../cli/terminal/standardInput.ts";
import { redactor } from "../../../cli/servers/redact.ts";
import { environmentSettings } from "../../support/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a secret through a pipe", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it.each([
    ["loses one newline", "secret\n", false, "secret", true],
    ["loses one newline of two", "secret\n\n", false, "secret\n", true],
    ["loses a newline of Windows", "secret\r\n", false, "secret", true],
    ["keeps it when asked to", "secret\n", true, "secret\n", false],
    ["keeps all else", " $s\\e\"c'\tr#e\u{1f512}t ", false, " $s\\e\"c'\tr#e\u{1f512}t ", false],
    ["keeps a byte order mark", "\ufeffsecret", false, "\ufeffsecret", false],
  ])("%s", (_, input, keepNewline, value, newlineRemoved) => {
    expect(received(bytes(input), keepNewline)).toEqual({ value, newlineRemoved });
  });

  it.each([
    ["nothing", ""],
    ["a newline alone", "\n"],
  ])("can't be %s", (_, input) => {
    expect(() => received(bytes(input), false)).toThrow("A secret can't be empty.");
  });

  it("must be text", () => {
    expect(() => received(Uint8Array.of(0xff, 0xfe), false)).toThrow("is not UTF-8 text");
  });
});

describe("a secret on a terminal", () => {
  it.each([
    ["letters gather", "ab", "cd", { line: "abcd" }],
    ["Enter ends the line", "ab", "c\r", { line: "abc", end: "line" }],
    [
      "Backspace takes one character back, a wide one too",
      "ab",
      "\u{1f512}\x7f\x7f",
      { line: "a" },
    ],
    ["Ctrl-U takes all back", "ab", "\x15c", { line: "c" }],
    ["Ctrl-C cancels", "ab", "\x03", { line: "", end: "cancelled" }],
    ["Ctrl-D ends the line", "ab", "\x04", { line: "ab", end: "line" }],
    ["Enter on nothing is refused", "", "\r", { line: "", end: "empty" }],
    ["several pasted lines are refused", "", "one\rtwo\r", { line: "", end: "lines" }],
  ])("%s", (_, line, text, expected) => {
    expect(type(line, text)).toEqual(expected);
  });
});

describe("an image", () => {
  const digest = `sha256:${"a".repeat(64)}`;

  it.each([
    [
      "by digest",
      `registry.example.com/acme/shop@${digest}`,
      `registry.example.com/acme/shop@${digest}`,
    ],
    ["with a port", `localhost:5000/shop@${digest}`, `localhost:5000/shop@${digest}`],
    ["with a tag in front", `localhost:5000/shop:2.0@${digest}`, `localhost:5000/shop@${digest}`],
  ])("%s is taken", (_, reference, expected) => {
    expect(imageByDigest(reference, "--image")).toBe(expected);
  });

  it("for `allow` may be the bare digest that `status` shows", () => {
    expect(imageOrDigest(digest, "The image")).toBe(digest);
    expect(imageOrDigest(`shop:1@${digest}`, "The image")).toBe(`shop@${digest}`);
    expect(() => imageOrDigest("sha256:abc", "The image")).toThrow("is no whole digest");
  });

  it("by a tag is refused, with the way to its digest", () => {
    expect(() => imageByDigest("localhost:5000/shop:2.0", "--image")).toThrow(
      "docker buildx imagetools inspect localhost:5000/shop:2.0 --format '{{.Manifest.Digest}}'\n" +
        "Then give it as localhost:5000/shop@sha256:…",
    );
  });

  it.each([
    "shop@sha256:abc",
    `@${digest}`,
    `shop@${digest}@${digest}`,
    "",
    "a b",
    `sh op:1@md5:1`,
  ])("%j is none", (reference) => {
    expect(() => imageByDigest(reference, "--image")).toThrow("is no image by digest");
  });
});

describe("who asks", () => {
  const job = { GITLAB_USER_LOGIN: "ada", CI_COMMIT_SHA: "abc", CI_PIPELINE_URL: "https://p/1" };

  it("is what GitLab tells a job", () => {
    expect(causeOf({}, job)).toEqual({ author: "ada", commit: "abc", pipeline: "https://p/1" });
  });

  it("is what the command line says first", () => {
    expect(causeOf({ author: "eve" }, job)).toMatchObject({ author: "eve", commit: "abc" });
  });

  it("is the user of this machine elsewhere", () => {
    expect(Object.keys(causeOf({}, {}))).toEqual(["author"]);
  });
});

describe("a stack's secrets provider", () => {
  it.each([
    ["a salt means a passphrase", "encryptionsalt: v1:abc\n", { kind: "passphrase" }],
    [
      "a key service is asked through Pulumi",
      "secretsprovider: awskms://alias/slipway\nencryptedkey: abc\n",
      {
        ...{ kind: "pulumi", name: "awskms://alias/slipway" },
        address: "awskms://alias/slipway",
      },
    ],
    [
      "values without a mark are Pulumi Cloud's",
      "config:\n  a: { secure: AAAB }\n",
      { kind: "pulumi", name: "Pulumi Cloud" },
    ],
    ["a file without secrets has a passphrase to come", "config: {}\n", { kind: "passphrase" }],
  ])("%s", (_, text, expected) => {
    expect(providerOf(text)).toEqual(expected);
  });

  it("finds the passphrase as Pulumi does", () => {
    const file = join(folder, "passphrase");
    writeFileSync(file, " from a file \n");
    const environment = { PULUMI_CONFIG_PASSPHRASE_FILE: file };
    expect(passphrase(environment)).toBe("from a file");
    expect(passphrase({ ...environment, PULUMI_CONFIG_PASSPHRASE: "" })).toBe("");
    expect(() => passphrase({})).toThrow(
      "neither PULUMI_CONFIG_PASSPHRASE nor PULUMI_CONFIG_PASSPHRASE_FILE is set",
    );
    expect(() => passphrase({ PULUMI_CONFIG_PASSPHRASE_FILE: "/nowhere" })).toThrow("/nowhere");
  });
});

describe("a stack file", () => {
  const path = join(folder, "Pulumi.staging.yaml");

  it("is replaced in one step, with its mode", () => {
    writeFileSync(path, "old\n", { mode: 0o640 });
    const inode = statSync(path).ino;
    replaceStackFile(readStackFile(folder, "staging"), "new\n");
    expect(readFileSync(path, "utf8")).toBe("new\n");
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(statSync(path).ino).not.toBe(inode);
  });

  it("stays as it is when somebody else changed it meanwhile, and nothing is left behind", () => {
    writeFileSync(path, "old\n");
    const read = readStackFile(folder, "staging");
    writeFileSync(path, "theirs\n");
    expect(() => replaceStackFile(read, "ours\n")).toThrow("was changed while this ran");
    expect(readFileSync(path, "utf8")).toBe("theirs\n");
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });
});

describe("redaction", () => {
  const redact = redactor(environmentSettings().secretValues);

  it("takes every secret of the stack out of a text", () => {
    expect(redact("user:canary-registry@host")).toBe("user:[redacted]@host");
    expect(redact("key canary-fingerprint.")).toBe("key [redacted].");
  });

  it("takes each line of a secret out, since what is said comes by lines", () => {
    const redactLine = redactor(["first line\nsecond line\r\n"]);
    expect(redactLine("it is second line!")).toBe("it is [redacted]!");
  });

  it("takes the whole of a secret out that begins with another one", () => {
    const redactBoth = redactor(["canary-one", "canary-one-and-two"]);
    expect(redactBoth("it is canary-one-and-two")).toBe("it is [redacted]");
  });
});
