import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { pullerKey } from "../../../../components/environment/pullerKey.ts";
import { privateKeyFault, publicKeyFault } from "../../../../settings/kinds/ssh.ts";
import { environmentSettings } from "../../../support/settings.ts";

const settings = environmentSettings();

it("is a key pair that ssh-keygen takes, its halves belonging together", () => {
  const key = pullerKey(settings, "shop");
  expect(publicKeyFault(key.public)).toBeUndefined();
  expect(privateKeyFault(key.private, key.public)).toBeUndefined();
  const folder = mkdtempSync(join(tmpdir(), "slipway-key-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "key");
  writeFileSync(file, key.private, { mode: 0o600 });
  const read = execFileSync("ssh-keygen", ["-y", "-P", "", "-f", file], { encoding: "utf8" });
  expect(read.trim()).toBe(key.public);
});

it("is the same one each time, another for each app, and another for each stack's secret", () => {
  const { private: shop } = pullerKey(settings, "shop");
  expect(pullerKey(environmentSettings(), "shop").private).toBe(shop);
  expect(pullerKey(settings, "blog").private).not.toBe(shop);
  const keys = { ...settings.keys, fingerprint: "canary-another" };
  expect(pullerKey({ ...settings, keys }, "shop").private).not.toBe(shop);
});
