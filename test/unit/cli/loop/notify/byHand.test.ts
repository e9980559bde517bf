import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { encrypt } from "../../../../../settings/index.ts";
import { run, testPassphrase } from "../../support/command.ts";
import { answer, digest, release, startTestServer } from "../../support/server.ts";
import { makeTestKeys, removeFolder, writeStackFiles } from "../../support/stackFiles.ts";

vi.setConfig({ testTimeout: 60_000 });

it("an emergency by hand is told to the team, as no job would", async () => {
  const keys = await makeTestKeys();
  const server = await startTestServer(keys);
  server.answer({ deploy: answer({ release: release(42, "2.0.0", digest("b")) }) });
  const folder = writeStackFiles({ keys, servers: { "prod-1": server }, after: "staging" });
  const posted: string[] = [];
  const slack = createServer((request, response) => {
    request.setEncoding("utf8").on("data", (text: string) => posted.push(text));
    request.on("end", () => response.end("ok"));
  }).listen(0, "127.0.0.1");
  await once(slack, "listening");
  const file = join(folder, "Pulumi.production.yaml");
  const url = `http://127.0.0.1:${(slack.address() as AddressInfo).port}/services/canary-webhook`;
  const { text, ciphertext } = encrypt(readFileSync(file, "utf8"), testPassphrase, url);
  const tell = `  slipway:tell: { slack: { webhook: { secure: ${ciphertext} } } }\n`;
  writeFileSync(
    file,
    text.replace(/^config:\n/m, (line) => line + tell),
  );
  const args = ["deploy", "production", "shop", "--image", digest("b"), "--version", "2.0.0"];
  const asked = [...args, "--emergency", "the shop is down", "--author", "ada"];
  const { code, stderr } = await run(asked, { cwd: folder });
  slack.close();
  removeFolder(folder);
  await server.stop();
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const said = "Emergency (the shop is down): shop 2.0.0 serves on production";
  expect(stderr).toContain(`Told Slack: ${said}`);
  expect(stderr).not.toContain("canary-webhook");
  expect(posted.join("")).toContain(said);
  expect(posted.join("")).toContain("Started by: ada");
});
