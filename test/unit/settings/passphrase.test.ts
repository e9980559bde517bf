import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encrypt, PassphraseError, passphraseReader } from "../../../settings/index.ts";

/** Made with `pulumi config set --secret` of Pulumi 3.230.0. */
const vector = {
  passphrase: 'correct horse: battery "staple" €',
  file: "encryptionsalt: v1:eKsPx1NjmjQ=:v1:OJYZfcCt+AhqPdr3:pBwkarw2jdrE4aKe+kroTyQfcV8kfA==\n",
  secrets: {
    "v1:Y1zx4Fd9el1mSvfF:l2xotu+2Vvm/LR31qhyGok0RM3wr": "plain",
    "v1:ebRsZvEV+O/q1ufO:QmZ3FiQzj7kswaPz2Ntl9qaxHPJO4EHBtw==": "two\nlines",
    "v1:S23ntdmgMIK/9E2L:clsfAgjJ+RjETSbbCOaPzVPchPY7jLIPhBG0R7qHM19NyIAipqgJGw7/":
      'ünïcode € 😀 "$x" \\ ',
    "v1:/x8kJkdUSJOqUcbr:0GdeFVs8APx5PngpRgE8VA==": "",
  },
};

describe("passphraseReader", () => {
  it.each(Object.entries(vector.secrets))("reads what Pulumi wrote: %s", (ciphertext, plain) => {
    expect(passphraseReader(vector.file, vector.passphrase)([], ciphertext)).toBe(plain);
  });

  it.each([
    ["a wrong passphrase", vector.file, "wrong", "wrong"],
    ["an empty passphrase", vector.file, "", "wrong"],
    ["no salt", "config: {}\n", vector.passphrase, "no salt"],
    ["a salt of another kind", "encryptionsalt: v2:abc\n", vector.passphrase, "salt"],
    ["a salt that is no text", "encryptionsalt: [1]\n", vector.passphrase, "salt"],
  ])("refuses %s, and says nothing of it", (_, file, passphrase, reason) => {
    const read = () => passphraseReader(file, passphrase)([], Object.keys(vector.secrets)[0]!);
    expect(read).toThrow(PassphraseError);
    expect(read).toThrow(expect.objectContaining({ reason }));
  });

  it.each([
    ["cut off", "v1:Y1zx4Fd9el1mSvfF:l2xotu+2Vvm/LR31qhyGok0RM3w="],
    ["with another nonce", "v1:Z1zx4Fd9el1mSvfF:l2xotu+2Vvm/LR31qhyGok0RM3wr"],
    ["of another version", "v2:Y1zx4Fd9el1mSvfF:l2xotu+2Vvm/LR31qhyGok0RM3wr"],
    ["of a service", "AAABAHRoaXMgaXMgbm90IG91cnM="],
    ["empty", ""],
  ])("refuses a secret that is %s", (_, ciphertext) => {
    const read = passphraseReader(vector.file, vector.passphrase);
    expect(() => read([], ciphertext)).toThrow(expect.objectContaining({ reason: "damaged" }));
  });

  it("reads on where a key of the file stands twice: that is told with the file's other problems", () => {
    const file = `config: { a: 1, a: 2 }\n${vector.file}`;
    const [ciphertext, plain] = Object.entries(vector.secrets)[0]!;
    expect(passphraseReader(file, vector.passphrase)([], ciphertext)).toBe(plain);
  });

  it("touches neither file nor passphrase until a secret is read", () => {
    expect(() => passphraseReader("", "")).not.toThrow();
  });
});

describe("encrypt", () => {
  it("gives back any text, never the same ciphertext twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (plain) => {
        const first = encrypt(vector.file, vector.passphrase, plain);
        const second = encrypt(vector.file, vector.passphrase, plain);
        expect(first.text).toBe(vector.file);
        expect(first.ciphertext).not.toBe(second.ciphertext);
        const read = passphraseReader(first.text, vector.passphrase);
        expect(read([], first.ciphertext)).toBe(plain);
      }),
    );
  });

  it.each([
    ["nothing", "", ""],
    ["a file", "# ours\nconfig: {}\n", ""],
    ["a file without its last newline", "config: {}", "\n"],
  ])("adds a salt to %s, and keeps the rest", (_, file, gap) => {
    const { text, ciphertext } = encrypt(file, "secret words", "value");
    expect(text).toMatch(/encryptionsalt: v1:[\w+/]{11}=:v1:[\w+/]{16}:[\w+/]{30}==\n$/);
    expect(text.startsWith(file + gap + "encryptionsalt")).toBe(true);
    expect(passphraseReader(text, "secret words")([], ciphertext)).toBe("value");
  });

  it("refuses a passphrase that does not fit the file's other secrets", () => {
    expect(() => encrypt(vector.file, "wrong", "value")).toThrow(PassphraseError);
  });

  it("refuses a file that is not YAML, and does not show it", () => {
    expect(() => encrypt('a: "canary', "x", "value")).toThrow(/is opened here and not closed/);
    expect(() => encrypt('a: "canary', "x", "value")).not.toThrow(/canary/);
  });
});
