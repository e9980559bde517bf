import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../support/command.ts";
import { answer, status } from "../support/server.ts";
import { before, both, keys, old, one, two } from "./production.ts";

const service = {
  ...{ service: "web", container: "production-blog-web-1", state: "running" },
  ...{ health: "none", image: old },
};
/** What `status` says of the app `blog`, which settings do not have. */
const blog = status(before, { app: "blog", services: [service] });
const nothing = status(undefined, { app: "blog" });
const removed = answer({
  outcome: "removed",
  message: "blog is removed.",
  stays: {
    folder: "/srv/slipway/production/blog",
    data: ["rows"],
    volumes: ["production-blog_data"],
    images: [],
  },
});
const asked = (server: typeof one) => server.asked().map(({ role, action }) => `${role} ${action}`);

describe("slipway app remove", () => {
  it("ends an app where it is, with the configurator's key, and says what stays", async () => {
    one.answer({ status: blog, remove: removed });
    two.answer({ status: nothing });
    const args = ["app", "remove", "production", "blog", "--yes", "--author", "ada"];
    const { code, stdout, stderr } = await run(args, { cwd: both });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        "prod-1: blog is removed.\n" +
        "  data: /srv/slipway/production/blog/rows\n" +
        "  volumes, `docker volume rm`: production-blog_data\n",
    });
    expect(stderr).toContain(
      "prod-1: the containers of blog end (web), release 41, 1.0.0 (aaaaaaaaaaaa); its data stay",
    );
    expect(asked(one)).toEqual(["configurator status", "configurator remove"]);
    expect(one.asked().at(-1)?.request).toMatchObject({ app: "blog", cause: { author: "ada" } });
    expect(asked(two)).toEqual(["configurator status"]);
  });

  it("asks before, and does nothing where nobody can be asked", async () => {
    one.answer({ status: blog, remove: removed });
    const args = ["app", "remove", "production", "blog", "prod-1"];
    const { code, stderr } = await run(args, { cwd: both });
    expect(code).toBe(1);
    expect(stderr).toContain("there is no terminal to ask on. To do it, add --yes.");
    expect(asked(one)).toEqual(["configurator status"]);
  });

  it("refuses what settings still have, and says what to do", async () => {
    one.answer({});
    two.answer({});
    const { code, stderr } = await run(["app", "remove", "production", "shop", "-y"], {
      cwd: both,
    });
    expect(code).toBe(1);
    expect(stderr).toContain(
      "Pulumi.production.yaml still has `shop`, so the next `npx slipway up production` would bring it back. " +
        "Take it out of there, run that `up`, which takes its keys away, and then this again.",
    );
    expect(asked(one)).toEqual([]);
  });

  it("stops at the first server that does not do it", async () => {
    const message = "Keys for blog are still bound here.";
    // What is left of one that was cut short: containers, and nothing else.
    const cutShort = status(undefined, { app: "blog", services: [service] });
    one.answer({
      status: cutShort,
      remove: answer({ code: 20, outcome: "bad request", message }),
    });
    two.answer({ status: blog, remove: removed });
    const { code, stderr } = await run(["app", "remove", "production", "blog", "-y"], {
      cwd: both,
    });
    expect(code).toBe(20);
    expect(stderr).toContain(`prod-1: ${message}`);
    expect(asked(two)).toEqual(["configurator status"]);
  });

  it("says where there is no such app, and no such server", async () => {
    one.answer({ status: nothing });
    two.answer({ status: nothing });
    const none = await run(["app", "remove", "production", "blog", "-y"], { cwd: both });
    expect(none.code).toBe(1);
    expect(none.stderr).toContain(
      "`blog` is on no server of production that was asked: prod-1, prod-2.",
    );
    const other = await run(["app", "remove", "production", "blog", "prod-3"], { cwd: both });
    expect(other.stderr).toContain("`production` has no server `prod-3`.");
  });
});

describe("slipway server remove", () => {
  let file: string;
  let text: string;

  beforeEach(() => {
    file = join(both, "Pulumi.production.yaml");
    text = readFileSync(file, "utf8");
  });
  afterEach(() => writeFileSync(file, text));

  const takeOut = () =>
    writeFileSync(file, text.replace("servers: [prod-1, prod-2]", "servers: [prod-1]"));
  const removal = ["server", "remove", "production", "prod-2", "--yes"];

  it("takes all keys but the configurator's, ends the apps, and takes that, too", async () => {
    takeOut();
    two.answer({ status: blog, remove: removed, bootstrap: { answer: { code: 0 } } });
    const { code, stdout, stderr } = await run(removal, { cwd: both });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("prod-2: blog is removed.");
    expect(stderr).toContain("Take it out of `slipway:servers` in Pulumi.production.yaml");
    expect(asked(two)).toEqual([
      "configurator status",
      "bootstrap bootstrap",
      "configurator remove",
      "bootstrap bootstrap",
    ]);
    const [first, last] = two.asked().filter(({ action }) => action === "bootstrap");
    expect(first?.request).toMatchObject({
      ...{ environment: "production", folder: "/srv/slipway", timer: false },
      keys: [{ role: "configurator", public: keys.configurator.public }],
    });
    expect(last?.request).toMatchObject({ keys: [] });
  });

  it("refuses where settings still put an app there, unless that is said", async () => {
    two.answer({ status: blog, remove: removed, bootstrap: { answer: { code: 0 } } });
    const { code, stderr } = await run(removal, { cwd: both });
    expect(code).toBe(1);
    expect(stderr).toContain("still has apps on prod-2: shop.");
    expect(asked(two)).toEqual([]);
    expect((await run([...removal, "--with-apps"], { cwd: both })).code).toBe(0);
  });

  it("leaves the configurator's key where a container does not end", async () => {
    takeOut();
    const message = "The containers of blog could not be ended.";
    two.answer({
      status: blog,
      remove: answer({ code: 22, outcome: "not ready", message }),
      bootstrap: { answer: { code: 0 } },
    });
    const { code, stderr } = await run(removal, { cwd: both });
    expect(code).toBe(22);
    expect(stderr).toContain(
      "the configurator's key is left, for the next try; all others have gone.",
    );
    expect(asked(two).filter((each) => each.startsWith("bootstrap"))).toHaveLength(1);
  });

  it("ends nothing where the first contact fails", async () => {
    takeOut();
    const message = "This server lacks what slipway-host needs.";
    two.answer({
      status: blog,
      remove: removed,
      bootstrap: { code: 22, answer: { protocol: 1, code: 22, message } },
    });
    const { code, stderr } = await run(removal, { cwd: both });
    expect(code).toBe(22);
    expect(stderr).toContain(`slipway: prod-2: ${message}`);
    expect(asked(two)).not.toContain("configurator remove");
  });
});
