import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { providerOf } from "../../../../cli/stackFiles/secretsProvider.ts";
import { compiled } from "../../../../sandbox/compiled.ts";
import { run } from "../support/command.ts";
import { read, stackFiles } from "./files.ts";

describe("another secrets provider", () => {
  /** Production's secrets as a key service encrypts them, and the `pulumi` that can ask it. */
  function withProvider() {
    const folder = stackFiles({});
    const file = join(folder, "Pulumi.production.yaml");
    const marks = "secretsprovider: awskms://alias/slipway\nencryptedkey: abc\n";
    writeFileSync(file, marks + read(folder));
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const script = join(import.meta.dirname, "../support/fakePulumi.ts");
    writeFileSync(join(bin, "pulumi"), `#!/bin/sh\nexec ${process.execPath} ${script} "$@"\n`);
    chmodSync(join(bin, "pulumi"), 0o755);
    const path = `${bin}:${process.env.PATH}`;
    const env = { PATH: path, PULUMI_CONFIG_PASSPHRASE: undefined, ...compiled };
    return { folder, env };
  }

  it("is not taken for granted because a comment speaks of encrypted values", () => {
    expect(providerOf("# every other secure: value\nconfig: {}\n").kind).toBe("passphrase");
    expect(providerOf("config: { slipway:a: { secure: x } }\n").kind).toBe("pulumi");
  });

  it("is asked through Pulumi's CLI, with values on its standard input", async () => {
    const { folder, env } = withProvider();
    expect((await run(["keys", "production"], { cwd: folder, env })).code).toBe(0);
    const input = "canary-new-password\n\n";
    const args = ["secret", "set", "production", "shop", "TEXT"];
    expect((await run(args, { cwd: folder, env, input })).code).toBe(0);

    const sealed = Buffer.from("canary-new-password\n").toString("base64");
    expect(read(folder)).toContain(`secure: ${sealed}`);
    expect(read(folder)).not.toContain("slipway:new");
    const asked = readFileSync(join(folder, "pulumi.jsonl"), "utf8");
    expect(asked).not.toContain("canary");
    expect(asked).not.toContain("PRIVATE");

    const { code, stdout } = await run(["check", "production"], { cwd: folder, env });
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).not.toContain("not checked");
  });

  it("keeps the key that Pulumi makes for a file's first secret, and the file's own", async () => {
    const { folder, env } = withProvider();
    expect((await run(["keys", "production"], { cwd: folder, env })).code).toBe(0);
    expect(read(folder)).toMatch(/^encryptedkey: abc$/m);

    const begun = withProvider();
    const file = join(begun.folder, "Pulumi.production.yaml");
    writeFileSync(file, read(begun.folder).replace("encryptedkey: abc\n", ""));
    expect((await run(["keys", "production"], { cwd: begun.folder, env: begun.env })).code).toBe(0);
    expect(read(begun.folder).match(/^encryptedkey: made-by-pulumi$/gm)).toHaveLength(1);
  });

  it("leaves values unchecked when it can't be asked, and says why", async () => {
    const { folder, env } = withProvider();
    expect((await run(["keys", "production"], { cwd: folder, env })).code).toBe(0);
    const script =
      '[ "$1" = version ] && echo v3.230.0 && exit\necho "error: no credentials" >&2\nexit 255\n';
    writeFileSync(join(folder, "bin", "pulumi"), `#!/bin/sh\n${script}`);
    const { code, stdout } = await run(["check", "production"], { cwd: folder, env });
    expect(code).toBe(0);
    expect(stdout).toContain(
      "5 secret values not checked:\n  production: `pulumi config --stack production` says: no credentials\n",
    );
    const refused = await run(["status", "production"], { cwd: folder, env });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      "The secrets of Pulumi.production.yaml can't be read: `pulumi",
    );
  });
});
