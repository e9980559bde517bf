import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { bootstrapCommand } from "../../../host/bootstrap.ts";
import { hostPackage } from "../../../host/package.ts";

it("slipway-host is sent whole, in one order, and named by what is in it", () => {
  const { version, files } = hostPackage();
  const paths = Object.keys(files);
  expect(paths).toEqual([...paths].sort());
  expect(paths).toContain("slipway_host/main.py");
  expect(paths.shift()).toBe("slipway-host");
  expect(paths.every((path) => /^slipway_host\/\w+\.py$/.test(path))).toBe(true);
  expect(version).toMatch(/^[0-9a-f]{12}$/);
});

it("a server without Python is told what to install, as an answer", () => {
  const { status, stdout } = spawnSync("/bin/sh", ["-c", bootstrapCommand], {
    input: "",
    encoding: "utf8",
    env: { PATH: "/nowhere" },
  });
  expect(status).toBe(22);
  const answer = JSON.parse(stdout) as { outcome: string; message: string };
  expect(answer.outcome).toBe("not ready");
  expect(answer.message).toContain("Python 3.10 or newer. Install it: `apt-get install");
});
