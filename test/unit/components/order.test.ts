import * as pulumi from "@pulumi/pulumi";
import { remote } from "@pulumi/command";
import { expect, it } from "vitest";
import { Applied } from "../../../components/environment/applied.ts";
import { Environment } from "../../../components/environment/environment.ts";
import { recordRegistrations } from "../../support/recorder.ts";
import { environmentSettings } from "../../support/settings.ts";

it("gives GitLab a variable once it has the environment that the variable is scoped to", async () => {
  const registrations = await recordRegistrations({
    "gitlab:index/getProject:getProject": () => ({ id: "42" }),
    "docker:index/getRegistryImage:getRegistryImage": () => ({ sha256Digest: "sha256:abc" }),
  });
  await Environment.create(environmentSettings());
  const variables = (await registrations()).filter(({ type }) => type.endsWith(":ProjectVariable"));
  expect(variables).toHaveLength(11);
  for (const { dependsOn } of variables) expect(dependsOn).toContain("shop");
});

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

it.each([
  ["has run", "an-id", { app: "shop" }],
  ["is yet to run", "", unknown],
])("what a server has taken, when its command %s, is %2$j", async (_, id, readable) => {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ inputs }) => ({ id, state: inputs as object }),
      call: () => ({}),
    },
    ...[undefined, undefined, true],
  );
  const outputs: unknown[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  monitor.registerResourceOutputs = (request, done) => {
    outputs.push(request.getOutputs().toJavaScript());
    done(null, {});
  };
  const connection = { host: "192.0.2.1", hostKey: "ssh-ed25519 AAAAhost" };
  const command = new remote.Command("shop-1", { connection, create: "apply" });
  new Applied("shop-1", { readable: { app: "shop" }, command }, { parent: command });
  await pulumi.runtime.disconnect();
  expect(outputs).toEqual([{ readable }]);
});

interface Monitor {
  registerResourceOutputs(
    request: { getOutputs(): { toJavaScript(): unknown } },
    done: (error: null, answer: object) => void,
  ): void;
}
