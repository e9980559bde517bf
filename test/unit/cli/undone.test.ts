import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { describe, expect, it } from "vitest";
import type { Recorder } from "../../../cli/engine/recorder.ts";
import { leftUndone, type Undone } from "../../../cli/engine/undone.ts";

const urnOf = (name: string) =>
  `urn:pulumi:production::slipway::slipway:environment:Server$command:remote:Command::${name}`;

const stack = {
  exportStack: () =>
    Promise.resolve({
      deployment: {
        resources: ["prod-1-bootstrap", "shop-prod-1"].map((name) => ({
          urn: urnOf(name),
          type: "command:remote:Command",
        })),
      },
    }),
} as unknown as Stack;

const strange: Undone = { said: "strange", commands: ["prod-1-bootstrap", "shop-prod-1"] };
const missing: Undone = { said: "missing", commands: ["shop-prod-1"] };
const unasked: Undone = { said: "unasked", commands: ["prod-1-bootstrap"], isUnasked: true };
const ofAnother: Undone = { said: "another", commands: ["prod-2-bootstrap"] };

function left(undone: Undone[], ...touched: string[]) {
  const planned = { touched: () => touched.map(urnOf) } as unknown as Recorder;
  return leftUndone(stack, undone, planned);
}

describe("what servers lack of what a former up has brought", () => {
  it("is brought again, each command once", async () => {
    expect(await left([strange, missing])).toEqual({
      said: ["strange", "missing"],
      replace: [urnOf("prod-1-bootstrap"), urnOf("shop-prod-1")],
    });
  });

  it("is left to the engine where that brings it by itself", async () => {
    expect(await left([strange], "prod-1-bootstrap")).toEqual({ said: [], replace: [] });
    expect(await left([missing], "shop-prod-1")).toEqual({ said: [], replace: [] });
    expect((await left([strange], "shop-prod-1")).said).toEqual(["strange"]);
  });

  it("was never brought where the state does not know it", async () => {
    expect(await left([ofAnother])).toEqual({ said: [], replace: [] });
  });

  it("is said and no more of a server that could not be asked", async () => {
    expect(await left([unasked])).toEqual({ said: ["unasked"], replace: [] });
    expect(await left([unasked], "prod-1-bootstrap")).toEqual({ said: [], replace: [] });
  });
});
