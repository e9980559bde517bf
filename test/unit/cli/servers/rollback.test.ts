import { describe, expect, it } from "vitest";
import { run } from "../support/command.ts";
import { answer } from "../support/server.ts";
import { before, both, good, one, single, two } from "./production.ts";

describe("slipway rollback and allow", () => {
  it("goes back to the release asked for", async () => {
    one.answer({ rollback: answer({ release: before }) });
    const args = ["rollback", "production", "shop", "--to", "41"];
    const { code, stdout } = await run(args, { cwd: single });
    expect(code).toBe(0);
    expect(stdout).toContain("prod-1: It is serving. (release 41, 1.0.0, aaaaaaaaaaaa; 3 s)");
    expect(one.asked()).toMatchObject([
      { role: "deployer", action: "rollback", request: { to: 41 } },
    ]);
  });

  it("wants one server for a release's number, since each counts for itself", async () => {
    one.answer({ rollback: answer({ release: before }) });
    two.answer({ rollback: answer({ release: before }) });
    const args = ["rollback", "production", "shop", "--to", "41"];
    const refused = await run(args, { cwd: both });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("Say which one with --server");
    expect(one.asked()).toEqual([]);

    expect((await run([...args, "--server", "prod-2"], { cwd: both })).code).toBe(0);
    expect(one.asked()).toEqual([]);
    expect(two.asked()).toHaveLength(1);

    const unknown = await run([...args, "--server", "prod-3"], { cwd: both });
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain("Its servers: prod-1, prod-2.");
  });

  it("stops at the first server that fails", async () => {
    one.answer({ rollback: answer({ code: 12, outcome: "busy", message: "Busy." }) });
    two.answer({});
    const { code, stderr } = await run(["rollback", "production", "shop"], { cwd: both });
    expect(code).toBe(12);
    expect(stderr).toContain("prod-2: not touched.");
    expect(two.asked()).toEqual([]);
  });

  it("allows an image on every server", async () => {
    one.answer({ allow: answer({ outcome: "allowed", message: "Allowed." }) });
    two.answer({ allow: answer({ outcome: "allowed", message: "Allowed." }) });
    const { code, stdout } = await run(["allow", "production", "shop", good], { cwd: both });
    expect(code).toBe(0);
    expect(stdout).toBe("prod-1: Allowed.\nprod-2: Allowed.\n");
    expect(two.asked()).toMatchObject([{ action: "allow", request: { app: "shop", image: good } }]);
  });
});
