import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { alone } from "../../../sandbox/alone.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-alone-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const nothing = () => Promise.resolve("done");

it("lets a second one in when the first is done, whatever came of it", async () => {
  expect(await alone(folder, "npm start", nothing)).toBe("done");
  await expect(
    alone(folder, "npm start", () => Promise.reject(new Error("went wrong"))),
  ).rejects.toThrow("went wrong");
  expect(await alone(folder, "npm stop", nothing)).toBe("done");
  expect(readdirSync(folder)).toEqual([]);
});

it("turns a second one away and says who is at work, and the first keeps its lock", async () => {
  await alone(folder, "npm start", async () => {
    await expect(alone(folder, "npm run reset", nothing)).rejects.toThrow(
      `npm start is at work on this sandbox already (process ${process.pid}).`,
    );
    expect(existsSync(join(folder, "lock.json"))).toBe(true);
  });
});

it("takes the lock of a process that was killed", async () => {
  const killed = spawn(process.execPath, [
    "--input-type=module",
    "--eval",
    `import { alone } from ${JSON.stringify(join(import.meta.dirname, "../../../sandbox/alone.ts"))};
     await alone(${JSON.stringify(folder)}, "npm start", () => {
       console.log("in");
       return new Promise((resolve) => setTimeout(resolve, 600_000));
     });`,
  ]);
  await new Promise((resolve) => killed.stdout.once("data", resolve));
  await expect(alone(folder, "npm stop", nothing)).rejects.toThrow(`(process ${killed.pid})`);
  const ended = new Promise((resolve) => killed.once("close", resolve));
  killed.kill("SIGKILL");
  await ended;
  expect(await alone(folder, "npm stop", nothing)).toBe("done");
});

it("does not take a later process with the same id for the holder", async () => {
  const holder = { pid: process.pid, started: "1", command: "npm start" };
  writeFileSync(join(folder, "lock.json"), JSON.stringify(holder));
  expect(await alone(folder, "npm stop", nothing)).toBe("done");
});

it("lets one in of many that come at once, also over a dead one's lock", async () => {
  const holder = { pid: process.pid, started: "1", command: "npm start" };
  writeFileSync(join(folder, "lock.json"), JSON.stringify(holder));
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
  };
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => alone(folder, "it", work)));
  expect(most).toBe(1);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});
