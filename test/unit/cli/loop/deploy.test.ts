import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ReleaseFile } from "../../../../cli/loop/jobFiles.ts";
import { writeRecord } from "../../../../cli/registry/records.ts";
import { encrypt } from "../../../../settings/index.ts";
import { run, testPassphrase } from "../support/command.ts";
import { answer, status } from "../support/server.ts";
import { removeFolder, writeStackFiles } from "../support/stackFiles.ts";
import {
  actions,
  after,
  appUrl,
  before,
  commit,
  deploy,
  digest,
  health,
  image,
  job,
  keys,
  page,
  registry,
  server,
  serves,
  told,
  variables,
} from "./deployJob.ts";

describe("slipway deploy --release", () => {
  it("deploys what the file says, and looks at it as its users do", async () => {
    serves();
    const { code, stderr } = await deploy([], health());
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain(`Asking ${appUrl}, as the app's users do`);
    expect(actions()).toEqual(["status", "deploy"]);
    const { request } = server.asked().at(-1)!;
    expect(request).toMatchObject({ image: image(), version: "2.0.0" });
    expect(told()).toMatchObject({
      ...{ job: "7", environment: "production", app: "shop", action: "deploy" },
      outcome: "serving",
      release: { image: image(), version: "2.0.0", commit },
      before: { image: before().image, version: "1.0.0", commit: "e".repeat(40) },
    });
  });

  it.each([
    [
      "another version",
      () => (page.version = "1.0.0"),
      'reports "1.0.0" at .build.version, and "2.0.0"',
    ],
    ["no version", () => (page.version = undefined), "reports no version at .build.version"],
    ["a page that fails", () => (page.smoke = 500), "/api/v1/status answers 500"],
  ])("puts back when it finds %s there", async (_, change, sentence) => {
    serves();
    change();
    const { code, stderr } = await deploy([], health());
    expect(code).toBe(10);
    expect(stderr).toContain(sentence);
    expect(stderr).toContain("put back, because it failed from outside; release 41 serves");
    expect(actions()).toEqual(["status", "deploy", "rollback", "allow"]);
    const { outcome, message } = told();
    expect(outcome).toBe("put back");
    expect(message).toContain(sentence);
  });

  it("says so when there is nothing to put back to", async () => {
    serves();
    server.answer({ status: status(undefined), deploy: answer({ release: after() }) });
    const { code, stderr } = await deploy([], health({ url: "http://127.0.0.1:1/health" }));
    expect(code).toBe(3);
    expect(stderr).toContain("http://127.0.0.1:1/health can't be asked: ");
    expect(stderr).toContain("keeps the new release of shop, since it had none before.");
  });

  it("writes down that what could not be pulled has failed, and was not put back", async () => {
    const message = "Release 42 failed its pull check. Nothing was switched.";
    const failure = { check: "pull" as const, message, log: [] };
    const answers = answer({ code: 10, outcome: "put back", message, failure, release: before() });
    server.answer({ status: status(before()), deploy: answers });
    expect((await deploy()).code).toBe(10);
    expect(told()).toMatchObject({ outcome: "failed", message });
  });

  it("leaves a server alone that serves it already, and looks at it all the same", async () => {
    server.answer({ status: status(after()), history: { answer: { code: 0, entries: [] } } });
    const { code, stdout } = await deploy([], health());
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toContain("It serves this image already, as declared.");
    expect(actions()).toEqual(["status"]);
    expect(told()).toMatchObject({ outcome: "unchanged" });
  });

  it.each<[string, object]>([
    ["is not well", { healthy: false }],
    ["has a newer configuration", { applied: "0123456789ab" }],
    ["runs another image by hand", { byHand: { image: "busybox", since: "2026-11-23T09:30:00Z" } }],
  ])("does not leave one alone that %s", async (_, change) => {
    server.answer({ status: status(after(), change), deploy: answer({ release: after() }) });
    expect((await deploy()).code).toBe(0);
    expect(actions()).toContain("deploy");
  });

  it("writes down that it is closed by what was started by hand, or has ended that", async () => {
    const byHand = { image: before().image, since: "2026-11-23T09:30:00Z" };
    const closed = { code: 13, outcome: "refused" as const, message: "Closed: it runs by hand." };
    const deployed = [answer({ ...closed, byHand }), answer({ release: after() })];
    server.answer({ status: status(before(), { byHand }), deploy: deployed });
    expect((await deploy(["--emergency", "the shop is down"])).code).toBe(13);
    expect(told()).toMatchObject({ outcome: "closed", message: closed.message });
    expect((await deploy()).code).toBe(0);
    expect(told()).toMatchObject({ outcome: "serving", byHand: byHand.image });
  });

  it("writes down that what should have served did not run", async () => {
    const restored = answer({ outcome: "unchanged", restored: true, release: after() });
    server.answer({ status: status(after(), { healthy: false }), deploy: restored });
    expect((await deploy()).code).toBe(0);
    expect(told()).toMatchObject({ outcome: "serving" });
  });

  it("takes no image from anywhere but the project's release repository", async () => {
    serves();
    const incoming = image().replace("/release@", "/incoming@");
    const args = ["deploy", "production", "shop", "--image", incoming, "--emergency", "now"];
    const { code, stderr } = await run(args, { cwd: job, env: variables() });
    expect(code).toBe(1);
    expect(stderr).toContain(`${incoming} is not in ${registry.address}/acme/shop/release`);
    expect(actions()).toEqual([]);
  });

  it("refuses a release of another app, and two images or none", async () => {
    const other = ["deploy", "production", "other", "--release", "release.json"];
    const { stderr } = await run(other, { cwd: job, env: variables() });
    expect(stderr).toContain("release.json is a release of `shop`, and not of `other`");
    const both = await deploy(["--image", image()]);
    expect(both.stderr).toContain("one of the two");
    const none = await run(["deploy", "production", "shop"], { cwd: job, env: variables() });
    expect(none.stderr).toContain("one of the two");
  });

  it("says what is wrong with SLIPWAY_HEALTH before anything changes", async () => {
    serves();
    const wrong = await deploy([], { SLIPWAY_HEALTH: '{"url":"shop","within":0}' });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/SLIPWAY_HEALTH is wrong; .*\n {2}url: .*\n {2}within: /);
    expect(actions()).toEqual([]);
  });
});

describe("slipway deploy --after", () => {
  it("changes nothing before the other environment has served the image", async () => {
    serves();
    const { code, stderr } = await deploy(["--after", "uat"]);
    expect(code).toBe(4);
    expect(stderr).toContain(
      "uat has not served shop bbbbbbbbbbbb, and this environment comes after",
    );
    expect(stderr).toContain("--emergency");
    expect(actions()).toEqual([]);
    expect(told()).toMatchObject({ outcome: "closed" });
  });

  it("passes over it in an emergency, which the history and the team are told", async () => {
    serves();
    const { code, stderr } = await deploy(["--after", "uat", "--emergency", "the shop is down"]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain("Emergency: the shop is down.");
    const { request } = server.asked().find(({ action }) => action === "deploy")!;
    expect(request.cause).toMatchObject({ emergency: "the shop is down" });
    expect(told()).toMatchObject({ outcome: "serving", emergency: "the shop is down" });
  });

  it("changes nothing while the registry is down", async () => {
    serves();
    const file = JSON.parse(readFileSync(join(job, "release.json"), "utf8")) as ReleaseFile;
    const down = { ...file, image: `127.0.0.1:1/acme/shop/release@${digest}` };
    writeFileSync(join(job, "down.json"), JSON.stringify(down));
    const args = ["deploy", "production", "shop", "--release", "down.json", "--after", "uat"];
    const env = variables({ CI_REGISTRY_IMAGE: "127.0.0.1:1/acme/shop" });
    const { code, stderr } = await run(args, { cwd: job, env });
    expect(code).toBe(2);
    expect(stderr).toContain("Whether uat has served bbbbbbbbbbbb can't be said");
    expect(stderr).toContain("Nothing was changed. If that can't wait: --emergency");
    expect(actions()).toEqual([]);
  });

  it("is content with the record, by hand too, where settings say what comes after what", async () => {
    serves();
    const folder = writeStackFiles({ keys, servers: { "prod-1": server }, after: "staging" });
    const file = join(folder, "Pulumi.production.yaml");
    const { CI_REGISTRY_USER: user, CI_REGISTRY_PASSWORD: password } = registry.variables;
    const { text, ciphertext } = encrypt(readFileSync(file, "utf8"), testPassphrase, password!);
    const account = `{ address: ${registry.address}, user: ${user}, password: { secure: ${ciphertext} } }`;
    writeFileSync(file, text.replace(/registry: \{.*/, `registry: ${account}`));
    const says = { app: "shop", environment: "staging", digest };
    const args = ["deploy", "production", "shop", "--image", image(), "--version", "2.0.0"];
    const closed = await run(args, { cwd: folder });
    expect(closed).toMatchObject({ code: 4 });
    expect(closed.stderr).toContain("staging has not served shop bbbbbbbbbbbb");
    await writeRecord(registry.connection, "acme/shop/release", { kind: "served", says });
    const open = await run(args, { cwd: folder });
    expect(open).toMatchObject({ code: 0 });
    expect(open.stderr).toContain("staging has served bbbbbbbbbbbb.");
    expect((await deploy(["--after", "staging"])).code).toBe(0);
    removeFolder(folder);
  });
});

describe("slipway deploy --frozen", () => {
  const long =
    "2020-01-01 00:00, 2999-01-01 00:00, Europe/Berlin, the year's end, and nobody's there";
  const past = "2020-01-01 00:00, 2020-01-02 00:00, UTC, that day";

  it("changes nothing in that time, and says until when and why", async () => {
    serves();
    const { code, stderr } = await deploy(["--frozen", past, "--frozen", long]);
    expect(code).toBe(4);
    expect(stderr).toContain(
      "production is frozen until 2999-01-01 00:00 (Europe/Berlin): the year's end, and nobody's there. Nothing was changed.",
    );
    expect(stderr).toContain("--emergency");
    expect(actions()).toEqual([]);
    expect(told()).toMatchObject({ outcome: "closed" });
  });

  it("takes what is a window, and deploys at any other time and in an emergency", async () => {
    serves();
    const none = await deploy(["--frozen", "weekend"]);
    expect(none.stderr).toContain("It must be `from, until, zone, why`");
    expect((await deploy(["--frozen", past])).code).toBe(0);
    expect((await deploy(["--frozen", long, "--emergency", "the shop is down"])).code).toBe(0);
    expect(actions().filter((action) => action === "deploy")).toHaveLength(2);
  });

  it("holds by hand as well, where settings say it", async () => {
    serves();
    const folder = writeStackFiles({ keys, servers: { "prod-1": server } });
    const file = join(folder, "Pulumi.platform.yaml");
    const ever = 'freeze: { ever: { from: "2020-01-01 00:00", until: "2999-01-01 00:00" } }';
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("production: {", `production: { ${ever},`));
    const args = ["deploy", "production", "shop", "--image", image(), "--version", "2.0.0"];
    const { code, stderr } = await run(args, { cwd: folder });
    expect(code).toBe(4);
    expect(stderr).toContain("production is frozen until 2999-01-01 00:00 (UTC): ever.");
    expect(actions()).toEqual([]);
    removeFolder(folder);
  });
});
