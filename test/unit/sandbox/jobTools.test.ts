import { readdirSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isRoot, provideCompiled } from "../../../sandbox/jobTools.ts";

const compiled = join(import.meta.dirname, "../../../node_modules/.cache/compiled");

it.runIf(isRoot)(
  "a job's user has what root has compiled, under the user's own number",
  async () => {
    const uid = 999_999_999;
    const name = "slipway-test";
    await provideCompiled([{ name, uid, gid: uid, home: "/", subordinate: undefined }]);
    const links = readdirSync(compiled).filter((entry) => entry.endsWith(`-${uid}`));
    try {
      expect(links.length).toBeGreaterThan(0);
      for (const link of links) {
        const target = readlinkSync(join(compiled, link));
        expect(target).toBe(link.replace(/\d+$/, "0"));
        expect(readdirSync(join(compiled, target)).length).toBeGreaterThan(100);
      }
    } finally {
      for (const link of links) rmSync(join(compiled, link));
    }
  },
);
