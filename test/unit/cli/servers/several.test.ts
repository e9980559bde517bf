import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { ChangeResult } from "../../../../cli/servers/change.ts";
import { run, start } from "../support/command.ts";
import { answer, status } from "../support/server.ts";
import { removeFolder, writeStackFiles } from "../support/stackFiles.ts";
import { after, before, both, deployShop, good, keys, one, two } from "./production.ts";

describe("slipway deploy to several servers", () => {
  const args = [...deployShop, "--json"];

  it("looks at all, then switches them in the order of settings", async () => {
    one.answer({ status: status(before), deploy: answer({ release: after }) });
    two.answer({ status: status(before), deploy: answer({ release: after }) });
    const { code, stdout } = await run(args, { cwd: both });
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as ChangeResult;
    expect(result.servers.map(({ server, code }) => ({ server, code }))).toEqual([
      { server: "prod-1", code: 0 },
      { server: "prod-2", code: 0 },
    ]);
    expect(one.asked().map(({ action }) => action)).toEqual(["status", "deploy"]);
    expect(two.asked().map(({ action }) => action)).toEqual(["status", "deploy"]);
  });

  it("changes nothing when one can't be reached", async () => {
    const gone = { ...two, port: 1 };
    const folder = writeStackFiles({ keys, servers: { "prod-1": one, "prod-2": gone } });
    one.answer({ status: status(before), deploy: answer({ release: after }) });
    const { code, stderr } = await run(deployShop, { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain("Nothing was changed on any server.");
    expect(one.asked().map(({ action }) => action)).toEqual(["status"]);
    removeFolder(folder);
  });

  describe("where one had an image that was started by hand", () => {
    const byHand = { image: `acme/shop@sha256:${"c".repeat(64)}`, since: before.since };
    const failed = answer({ code: 10, outcome: "put back" });

    it("puts that back, and not what somebody had taken away", async () => {
      one.answer({
        status: status(before, { byHand }),
        deploy: answer({ release: after, replaced: byHand }),
        ...{ rollback: answer({ release: before, byHand }), allow: answer({}) },
      });
      two.answer({ status: status(before), deploy: failed });
      const { code, stderr } = await run(deployShop, { cwd: both });
      expect(code).toBe(10);
      const asked = one.asked().find(({ action }) => action === "rollback");
      expect(asked?.request).toMatchObject({ to: 41, byHand: true });
      expect(stderr).toContain("prod-1: putting back cccccccccccc, which ran by hand");
      expect(stderr).toContain("another server failed; cccccccccccc runs, started by hand.");
    });

    it("puts that back too where the server had only to bring its release back", async () => {
      const restored = { outcome: "unchanged" as const, restored: true as const };
      one.answer({
        status: status(after, { byHand }),
        deploy: answer({ ...restored, release: after, replaced: byHand }),
        ...{ rollback: answer({ release: after, byHand }), allow: answer({}) },
      });
      two.answer({ status: status(before), deploy: failed });
      expect((await run(deployShop, { cwd: both })).code).toBe(10);
      const asked = one.asked().find(({ action }) => action === "rollback");
      expect(asked?.request).toMatchObject({ to: 42, byHand: true });
    });

    it("asks a slipway-host that can't for the release that had the image", async () => {
      one.answer({
        status: status(before, { byHand: { ...byHand, release: 40 } }),
        deploy: answer({ release: after }),
        ...{ rollback: answer({ release: after }), allow: answer({}) },
      });
      two.answer({ status: status(before), deploy: failed });
      expect((await run(deployShop, { cwd: both })).code).toBe(10);
      const asked = one.asked().find(({ action }) => action === "rollback");
      expect(asked?.request.to).toBe(40);
      expect(asked?.request).not.toHaveProperty("byHand");
    });

    it("leaves what was deployed where that kept none, and says so", async () => {
      one.answer({ status: status(before, { byHand }), deploy: answer({ release: after }) });
      two.answer({ status: status(before), deploy: failed });
      const { code, stderr } = await run(deployShop, { cwd: both });
      expect(code).toBe(11);
      expect(one.asked().map(({ action }) => action)).toEqual(["status", "deploy"]);
      expect(stderr).toContain("prod-1: could NOT be put back and serves what was deployed: acme/");
      expect(stderr).toContain("Release 41, which somebody had taken away, was not put back.");
    });
  });

  it("stops at the first that fails and puts back those before it, without refusing the image", async () => {
    one.answer({
      status: status(before),
      deploy: answer({ release: after }),
      rollback: answer({ release: before }),
      allow: answer({ outcome: "allowed" }),
    });
    two.answer({
      status: status(before),
      deploy: answer({ code: 10, outcome: "put back", message: "It failed." }),
    });
    const { code, stdout, stderr } = await run(deployShop, { cwd: both });
    expect(code).toBe(10);
    expect(stdout).toContain("prod-1: It is serving.");
    expect(stderr).toContain("prod-2: It failed.");
    expect(stderr).toContain(
      "prod-1: put back, because another server failed; release 41 serves (aaaaaaaaaaaa).",
    );
    const asked = one.asked().map(({ action, request }) => [action, request.to ?? request.image]);
    expect(asked).toEqual([
      ["status", undefined],
      ["deploy", good],
      ["rollback", 41],
      ["allow", good],
    ]);
    expect(two.asked().map(({ action }) => action)).toEqual(["status", "deploy"]);
  });

  it("exits with 11 when a server can't be put back", async () => {
    const failed = answer({ code: 11, outcome: "put back failed", message: "It is down." });
    one.answer({ status: status(before), deploy: answer({ release: after }), rollback: failed });
    two.answer({ status: status(before), deploy: answer({ code: 10, outcome: "put back" }) });
    const { code, stdout } = await run(args, { cwd: both });
    expect(code).toBe(11);
    const result = JSON.parse(stdout) as ChangeResult;
    expect(result.servers[0]?.putBack).toMatchObject({ server: "prod-1", code: 11 });
  });

  it("leaves alone what was serving the image already, and what had nothing to go back to", async () => {
    one.answer({ status: status(after), deploy: answer({ outcome: "unchanged", release: after }) });
    two.answer({ status: status(undefined), deploy: answer({ code: 10, outcome: "put back" }) });
    expect((await run(deployShop, { cwd: both })).code).toBe(10);
    expect(one.asked().map(({ action }) => action)).toEqual(["status", "deploy"]);

    one.answer({ status: status(undefined), deploy: answer({ release: after }) });
    two.answer({ status: status(undefined), deploy: answer({ code: 10, outcome: "put back" }) });
    const { code, stderr } = await run(deployShop, { cwd: both });
    expect(code).toBe(10);
    expect(stderr).toContain("prod-1: keeps the new release of shop, since it had none before.");
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "lets the switching server finish on %s, then puts back and stops",
    async (signal) => {
      one.answer({
        status: status(before),
        deploy: { ...answer({ release: after }), progress: ["switching"], until: signal },
        rollback: answer({ release: before }),
        allow: answer({ outcome: "allowed" }),
      });
      two.answer({ status: status(before) });
      const { child, output, finished } = start(args, { cwd: both });
      await vi.waitFor(() => expect(output.stderr).toContain("prod-1: switching"), 20_000);
      // A terminal's Ctrl-C goes to every process of the group, ssh too if it were in it.
      if (signal === "SIGINT") process.kill(-child.pid!, signal);
      else child.kill(signal);
      await vi.waitFor(() => expect(output.stderr).toContain("Stopping: "), 20_000);
      writeFileSync(join(one.folder, signal), "");
      const { code, stdout } = await finished;
      expect(code).toBe(signal === "SIGINT" ? 130 : 143);
      const result = JSON.parse(stdout) as ChangeResult;
      expect(result.untouched).toEqual(["prod-2"]);
      expect(result.servers[0]?.putBack).toMatchObject({ server: "prod-1", code: 0 });
      expect(two.asked().map(({ action }) => action)).toEqual(["status"]);
    },
  );

  it("leaves at once on the second signal, and leaves no key behind", async () => {
    const switching = { ...answer({ release: after }), progress: ["switching"], until: "never" };
    one.answer({ status: status(before), deploy: switching });
    two.answer({ status: status(before) });
    const { child, output, finished } = start(args, { cwd: both });
    await vi.waitFor(() => expect(output.stderr).toContain("prod-1: switching"), 20_000);
    child.kill("SIGTERM");
    await vi.waitFor(() => expect(output.stderr).toContain("Stopping: "), 20_000);
    child.kill("SIGTERM");
    expect((await finished).code).toBe(143);
    writeFileSync(join(one.folder, "never"), "");
  });
});
