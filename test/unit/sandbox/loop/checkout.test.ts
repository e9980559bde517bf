import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { Checkout } from "../../../../sandbox/loop/checkout.ts";
import type { Person } from "../../../../sandbox/loop/people.ts";

it("holds an app's files and none that were made beside them, wherever the app lies", async () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-checkout-"));
  const app = join(folder, "reports/dist");
  for (const path of ["src/server.ts", "dist/server.js", "node_modules/hono/index.js"]) {
    mkdirSync(dirname(join(app, path)), { recursive: true });
    writeFileSync(join(app, path), "new\n");
  }
  const nobody = { username: "dana", name: "Dana", email: "d@example.com", token: "" } as Person;
  const checkout = new Checkout(join(folder, "clone"), nobody);
  await checkout.clone("http://127.0.0.1:9/acme/shop.git");
  writeFileSync(join(checkout.folder, "old.ts"), "old\n");
  await checkout.commit("Before");
  await checkout.replaceWith(app);
  const there = (path: string) => existsSync(join(checkout.folder, path));
  expect(readFileSync(join(checkout.folder, "src/server.ts"), "utf8")).toBe("new\n");
  expect(["old.ts", "dist", "node_modules"].filter(there)).toEqual([]);
  rmSync(folder, { recursive: true });
});
