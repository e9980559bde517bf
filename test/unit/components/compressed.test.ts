import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { compressed } from "../../../components/environment/compressed.ts";

/** Sixty thousand characters, in which much is said again, as in a script. */
const text = Array.from({ length: 2000 }, (_, line) => `say "line ${line * line}" | tee -a "$log"`)
  .join("\n")
  .slice(0, 60_000);

it("makes a text small, and loses nothing", () => {
  expect(gunzipSync(Buffer.from(compressed(`${text}é`), "base64")).toString()).toBe(`${text}é`);
  expect(compressed(text).length).toBeLessThan(text.length / 4);
});

it("writes the bytes that it has always written: others would run every server's first contact again", () => {
  const hash = createHash("sha256").update(compressed(text)).digest("hex").slice(0, 12);
  expect(hash).toBe("3f964eccfd5a");
});
