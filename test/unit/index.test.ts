import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, it } from "vitest";
import slipway from "../../index.ts";
import { recordRegistrations } from "../support/recorder.ts";
import { canaries, makeTestKeys, removeFolder, writeStackFiles } from "./cli/support/stackFiles.ts";

const keys = await makeTestKeys();
const before = process.cwd();
let folder: string;

const lookUps = {
  "gitlab:index/getMetadata:getMetadata": () => ({ enterprise: false }),
  "gitlab:index/getGroup:getGroup": () => ({ groupId: 7 }),
  "gitlab:index/getProject:getProject": () => ({ id: "42" }),
};

beforeEach(() => {
  folder = writeStackFiles({ keys });
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(before);
  removeFolder(folder);
});

/** The stack's configuration as Pulumi gives it to a program: every value decrypted. */
function decrypted(): Record<string, string> {
  const { fingerprint, deployers, ...roles } = keys;
  const shop = { secrets: { DB_PASSWORD: canaries.database } };
  return {
    "slipway:keys": JSON.stringify({ ...roles, fingerprint, deployers }),
    "slipway:registry": JSON.stringify({ password: canaries.registry }),
    "slipway:apps": JSON.stringify({ shop }),
  };
}

it("brings up the platform and tells of its projects", async () => {
  const registrations = await recordRegistrations(lookUps, { stack: "platform" });
  const { projects } = (await slipway()) as { projects: Record<string, { path: string }> };
  expect(projects.shop?.path).toBe("acme/shop");
  const types = (await registrations()).map(({ type }) => type);
  expect(types).toContain("slipway:platform:Platform");
});

it("brings up an environment with the secrets that Pulumi has decrypted", async () => {
  const registrations = await recordRegistrations(lookUps, { stack: "production" });
  pulumi.runtime.setAllConfig(decrypted());
  expect(await slipway()).toEqual({
    apps: { shop: { url: "https://production.example.com", servers: ["prod-1"] } },
  });
  const apply = (await registrations()).find(
    ({ type, name }) => type === "command:remote:Command" && name === "shop-prod-1",
  );
  const sent = JSON.stringify(apply?.inputs);
  for (const value of Object.values(canaries)) expect(sent).toContain(value);
});

it("reads a secret at the top of the settings, which is no JSON", async () => {
  const file = join(folder, "Pulumi.production.yaml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/^config:\n/m, "$&  gitlab:token: { secure: v1:n:t }\n"));
  const registrations = await recordRegistrations(lookUps, { stack: "production" });
  pulumi.runtime.setAllConfig({ ...decrypted(), "gitlab:token": "glpat-canary" });
  expect(await slipway()).toHaveProperty("apps");
  expect(await registrations()).not.toEqual([]);
});

it("reports every problem of the stack files in a sentence, and makes nothing", async () => {
  const registrations = await recordRegistrations(lookUps, { stack: "productoin" });
  const error = await slipway().catch((reason: unknown) => reason);
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  expect((error as Error).message).toContain("did you mean `production`?");
  expect(await registrations()).toEqual([]);
});

it("says why GitLab could not be asked, in a sentence", async () => {
  const refusal = () => {
    throw new Error("401 Unauthorized");
  };
  await recordRegistrations(
    { ...lookUps, "gitlab:index/getMetadata:getMetadata": refusal },
    { stack: "platform" },
  );
  const error = await slipway().catch((reason: unknown) => reason);
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  expect((error as Error).message).toMatch(/^GitLab at https:.* GitLab said: 401 Unauthorized$/);
});
