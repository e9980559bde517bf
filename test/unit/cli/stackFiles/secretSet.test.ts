import { readdirSync } from "node:fs";
import { parse } from "yaml";
import { describe, expect, it, vi } from "vitest";
import { passphraseReader, pathFrom, valueAt } from "../../../../settings/index.ts";
import { processesWith, run, start, testPassphrase } from "../support/command.ts";
import { read, settingsOf, stackFiles } from "./files.ts";

const setPassword = ["secret", "set", "production", "shop", "DB_PASSWORD"];

describe("slipway secret set", () => {
  const today = new Date().toISOString().slice(0, 10);

  it("encrypts what comes through a pipe, keeps every comment, and stamps the date", async () => {
    const folder = stackFiles();
    const before = read(folder);
    const input = "canary-new-password\n";
    const { code, stdout, stderr } = await run(setPassword, { cwd: folder, input });
    expect(code).toBe(0);
    expect(stderr).toBe(
      "One newline was taken off the end of the value; --keep-newline keeps it.\n",
    );
    expect(stdout).toContain("DB_PASSWORD of shop is set in Pulumi.production.yaml, encrypted.");
    expect(stdout).toContain("npx slipway preview production");
    expect(settingsOf(folder).apps[0]?.secrets).toEqual({ DB_PASSWORD: "canary-new-password" });
    const after = read(folder);
    expect(after.match(/#.*/g)).toEqual(before.match(/#.*/g));
    const { config } = parse(after) as { config: Record<string, { shop: { rotate: unknown } }> };
    expect(config["slipway:apps"]?.shop.rotate).toMatchObject({ DB_PASSWORD: { changed: today } });
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("keeps every byte of a value, and its newline when asked to", async () => {
    const folder = stackFiles();
    const value = " $HOME \\ \"'`\t# {x: y}\u{1f512}\r\nline two\n";
    const args = ["secret", "set", "production", "shop", "TEXT", "--keep-newline"];
    const { code, stderr } = await run(args, { cwd: folder, input: value });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(settingsOf(folder).apps[0]?.secrets.TEXT).toBe(value);
  });

  it.each([
    ["the registry's password", "production", "slipway:registry.password"],
    ["GitLab's token", "platform", "gitlab:token"],
    ["a pipeline's variable", "production", "slipway:apps.shop.pipeline.variables.SENTRY_TOKEN"],
    ["an app's secret by its path", "production", "slipway:apps.shop.secrets.DB_PASSWORD"],
  ])("sets %s, in place", async (_, stack, path) => {
    const folder = stackFiles();
    const name = `Pulumi.${stack}.yaml`;
    const before = read(folder, name);
    const value = "canary-new-password";
    const { code, stderr } = await run(["secret", "set", stack, path], {
      ...{ cwd: folder, input: value },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const text = read(folder, name);
    const { config } = parse(text) as { config: unknown };
    const sealed = valueAt(config, pathFrom(path)!) as { secure: string };
    expect(passphraseReader(text, testPassphrase)(pathFrom(path)!, sealed.secure)).toBe(value);
    expect(text.match(/#.*/g)).toEqual(before.match(/#.*/g));
    expect(/changed:/.test(text)).toBe(path.includes(".secrets."));
    expect((await run(["check"], { cwd: folder })).code).toBe(0);
  });

  it("works on a file that is not complete yet, and gives it its salt", async () => {
    const folder = stackFiles({});
    const { code } = await run(setPassword, { cwd: folder, input: "canary-new-password" });
    expect(code).toBe(0);
    expect(read(folder)).toMatch(/^encryptionsalt: v1:/m);
  });

  it.each([
    ["an unknown stack", ["prod", "shop", "KEY"], "There is no Pulumi.prod.yaml"],
    ["the platform", ["platform", "shop", "KEY"], "Pulumi.platform.yaml is the platform's"],
    ["an unknown app", ["production", "shopp", "KEY"], "Did you mean `shop`?"],
    ["an app alone", ["production", "shop"], "slipway secret set production <app> <KEY>"],
    ["no path", ["production", "slipway:apps.shop..x"], "alone names no secret"],
    ["a key", ["production", "slipway:keys.observer.private"], "npx slipway keys production"],
    ["a group", ["production", "slipway:registry"], "`slipway:registry.password`"],
    ["what is shown in previews", ["production", "slipway:apps.shop.url"], "was not set"],
    ["a path that settings don't know", ["production", "slipway:registry.pasword"], "`password`"],
    ["a key that is none", ["production", "shop", "DB PASSWORD"], "was not set"],
    ["a key that Slipway sets itself", ["production", "shop", "IMAGE"], "IMAGE"],
    ["a key that stands in `env`", ["production", "shop", "LOG_LEVEL"], "LOG_LEVEL"],
  ])("refuses %s before it reads a value", async (_, place, sentence) => {
    const folder = stackFiles();
    const before = read(folder);
    // Standard input stays open: a command that waited for it would not end.
    const { child, finished } = start(["secret", "set", ...place], { cwd: folder });
    const { code, stdout, stderr } = await finished;
    child.stdin.destroy();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(read(folder)).toBe(before);
  });

  it.each([
    ["nothing", "", "Nothing came in on standard input"],
    ["bytes that are no text", Uint8Array.of(0xff, 0x00), "is not UTF-8 text"],
    ["a NUL", "canary\0value", "was not set"],
    ["what GitLab can't mask, for a pipeline's variable", "short", "was not set"],
  ])("refuses %s and leaves the file alone", async (_, input, sentence) => {
    const folder = stackFiles();
    const before = read(folder);
    const { code, stderr } = await run(setPassword, { cwd: folder, input });
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain("canary");
    expect(read(folder)).toBe(before);
  });

  it("shows the value nowhere", async () => {
    const folder = stackFiles();
    const key = `SHOWN_NOWHERE_${process.pid}`;
    const args = ["secret", "set", "production", "shop", key];
    const { child, output, finished } = start(args, { cwd: folder });
    child.stdin.write("canary-shown-");
    await vi.waitFor(() => expect(processesWith([key])).toHaveLength(1));
    expect(processesWith(["canary-shown-", testPassphrase])).toEqual([]);
    child.stdin.end("nowhere");
    expect((await finished).code).toBe(0);
    expect(output.stdout + output.stderr + read(folder)).not.toContain("canary");
  });
});
