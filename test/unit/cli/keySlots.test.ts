import { expect, it } from "vitest";
import { makeKey, publicOf } from "../../../cli/stackFiles/keySlots.ts";

it("makes the fingerprints' key of 32 bytes that nobody can guess", async () => {
  const slot = { name: "fingerprint", kind: "fingerprint", isThere: false } as const;
  const [one, other] = await Promise.all([makeKey(slot), makeKey(slot)]);
  expect(Buffer.from(one.private, "base64")).toHaveLength(32);
  expect(one.private).not.toBe(other.private);
});

it("takes a pair without its private half for missing", () => {
  expect(publicOf({ public: "ssh-ed25519 AAAA", private: { secure: "v1:…" } })).toBeDefined();
  expect(publicOf({ public: "ssh-ed25519 AAAA" })).toBeUndefined();
});
