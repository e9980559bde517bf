import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { announced } from "../../../../cli/engine/announced.ts";
import { findUndone } from "../../../../cli/engine/undone.ts";
import { testPassphrase } from "../support/command.ts";
import { answer, status } from "../support/server.ts";
import { removeFolder, writeStackFiles } from "../support/stackFiles.ts";
import { before, both, keys, one, two } from "./production.ts";

beforeEach(() => {
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", testPassphrase);
  vi.stubEnv("GITLAB_USER_LOGIN", "ada");
  return () => vi.unstubAllEnvs();
});

/** Who asked for what, and for whom. */
const asked = (server: typeof one) =>
  server.asked().map(({ role, action, request: { cause } }) => ({ role, action, cause }));

describe("who brings an up", () => {
  const stack = () => ({ name: "production", workspace: { workDir: both } }) as unknown as Stack;
  const whole = answer({ outcome: "announced" });
  const said = { role: "configurator", action: "announce" };
  const cause = expect.objectContaining({ author: "ada" }) as unknown;

  it("is said to each server before, and taken back when it has failed as well", async () => {
    one.answer({ announce: whole });
    two.answer({ announce: whole });
    const work = () => {
      expect(asked(one)).toEqual([{ ...said, cause }]);
      return Promise.reject(new Error("the engine has failed"));
    };
    await expect(announced(stack(), work)).rejects.toThrow("the engine has failed");
    const both = [
      { ...said, cause },
      { ...said, cause: undefined },
    ];
    expect([asked(one), asked(two)]).toEqual([both, both]);
  });

  it("is nothing that a server has to know", async () => {
    one.answer({ announce: answer({ code: 20, outcome: "bad request" }) });
    two.answer({ announce: { code: 127, progress: ["not found"] } });
    await expect(announced(stack(), () => Promise.resolve("done"))).resolves.toBe("done");
  });
});

describe("what is not as a former up has left it", () => {
  it("is found with the observer's key: keys that differ, and what was laid down and is gone", async () => {
    const { answer: told } = status(before) as { answer: object };
    one.answer({ status: { answer: { ...told, keys: "The keys differ." } } });
    two.answer({ status: status(undefined) });
    expect(await findUndone(both, "production")).toEqual([
      { said: "prod-1: The keys differ. It is written anew.", commands: ["prod-1-bootstrap"] },
      {
        said: "prod-2: what was laid down for shop is not there any more. It is laid down again.",
        commands: ["shop-prod-2"],
      },
    ]);
    for (const server of [one, two]) {
      expect(asked(server)).toEqual([{ role: "observer", action: "status", cause: undefined }]);
    }
  });

  it("is not known of a server that does not answer, which keeps nothing from being done", async () => {
    one.answer({ status: { code: 22, progress: ["no"] } });
    // Nobody listens there.
    const folder = writeStackFiles({
      keys,
      servers: { "prod-1": one, "prod-2": { ...two, port: 1 } },
    });
    const found = await findUndone(folder, "production");
    removeFolder(folder);
    expect(found).toEqual(
      ["prod-1", "prod-2"].map((server) => ({
        said: expect.stringContaining(`What is on ${server} was not looked at: `) as unknown,
        commands: [`${server}-bootstrap`],
        isUnasked: true,
      })),
    );
  });
});
