import { describe, expect, it } from "vitest";
import { run } from "../support/command.ts";
import { answer } from "../support/server.ts";
import { before, both, one, single, two } from "./production.ts";

const restarted = answer({ outcome: "restarted", message: "Restarted.", release: before });

describe("slipway restart", () => {
  it("restarts an app's containers with the deployer's key, and says who asked", async () => {
    one.answer({ restart: restarted });
    const { code, stdout } = await run(
      ["restart", "production", "shop", "web", "worker", "--author", "ada", "--wait", "5"],
      { cwd: single },
    );
    expect(code).toBe(0);
    expect(stdout).toBe("prod-1: Restarted. (release 41, 1.0.0, aaaaaaaaaaaa; 3 s)\n");
    const [{ role, request } = {}] = one.asked();
    expect(role).toBe("deployer");
    expect(request).toEqual({
      ...{ protocol: 1, app: "shop", services: ["web", "worker"], wait: 5 },
      cause: { author: "ada" },
    });
  });

  it("leaves the servers alone that come after one that does not serve then", async () => {
    const message = "Release 41 failed its health check.";
    one.answer({ restart: answer({ code: 11, outcome: "restart failed", message }) });
    two.answer({ restart: restarted });
    const { code, stderr } = await run(["restart", "production", "shop"], { cwd: both });
    expect(code).toBe(11);
    expect(stderr).toContain(`prod-1: ${message}`);
    expect(stderr).toContain("prod-2: not touched.");
    expect(two.asked()).toEqual([]);
  });

  it("does as told on one server alone, as JSON", async () => {
    one.answer({ restart: restarted });
    two.answer({ restart: restarted });
    const args = ["restart", "production", "shop", "--server", "prod-2", "--json"];
    const { code, stdout } = await run(args, { cwd: both });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ action: "restart", code: 0 },
      servers: [{ server: "prod-2", answer: { outcome: "restarted" } }],
    });
    expect(one.asked()).toEqual([]);
  });

  it("says of a slipway-host of before that it can't", async () => {
    const message = "slipway-host needs an action: apply, deploy, status or history.";
    one.answer({ restart: answer({ code: 20, outcome: "bad request", message }) });
    const { code, stderr } = await run(["restart", "production", "shop"], { cwd: single });
    expect(code).toBe(20);
    expect(stderr).toContain("The slipway-host on prod-1 does not know `restart` yet");
  });
});
