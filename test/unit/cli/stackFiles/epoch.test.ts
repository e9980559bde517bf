import { describe, expect, it } from "vitest";
import { run } from "../support/command.ts";
import { edit, read, stackFiles } from "./files.ts";

const platform = "Pulumi.platform.yaml";

describe("slipway epoch", () => {
  it("says one where there was none, and one more each time, and changes nothing else", async () => {
    const folder = stackFiles();
    const before = read(folder, platform);
    const { code, stdout } = await run(["epoch", "shop"], { cwd: folder });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        "shop: epoch 1 in Pulumi.platform.yaml.\n" +
        "Next: commit it, and once it is merged, npx slipway up platform.\n",
    });
    const first = read(folder, platform);
    expect(first.replaceAll(/,? inputs: \{ epoch: 1 \}|\n *inputs:|\n *epoch: 1/g, "")).toBe(
      before,
    );
    const again = await run(["epoch", "shop", "--json"], { cwd: folder });
    expect(JSON.parse(again.stdout)).toEqual({ apps: [{ app: "shop", before: 1, epoch: 2 }] });
    expect(read(folder, platform)).toBe(first.replace("epoch: 1", "epoch: 2"));
  });

  it("leaves the file alone while the settings have problems, and for an app that there is none of", async () => {
    const folder = stackFiles();
    const unknown = await run(["epoch", "shopp"], { cwd: folder });
    expect(unknown).toMatchObject({ code: 1, stdout: "" });
    expect(unknown.stderr).toContain("Did you mean `shop`?");
    edit(folder, platform, "project:", "projekt:");
    const before = read(folder, platform);
    expect(await run(["epoch", "shop"], { cwd: folder })).toMatchObject({ code: 1, stdout: "" });
    expect(read(folder, platform)).toBe(before);
  });
});
