import { describe, expect, it } from "vitest";
import { Environment } from "../../../../components/environment/environment.ts";
import { Platform } from "../../../../components/platform/platform.ts";
import { declaredResources, sealedSettings } from "../../../../cli/review/declared.ts";
import {
  examplePassphrase,
  load,
  passphraseReader,
  readStackFiles,
  type Settings,
} from "../../../../settings/index.ts";
import { recordRegistrations } from "../../../support/recorder.ts";
import { Draft, filesOf, stateOf } from "../../../support/review/states.ts";

const root = `${import.meta.dirname}/../../../..`;
const files = readStackFiles(root);
const stacks = ["platform", "staging", "uat", "production"];

/** The same program with the secrets in clear, told to what stands in for the engine. */
async function registered(stack: string) {
  const reader = passphraseReader(files.stacks.get(stack)!.text!, examplePassphrase);
  const settings: Settings = load(files, stack, reader);
  const registrations = await recordRegistrations(
    {
      "gitlab:index/getMetadata:getMetadata": () => ({ enterprise: true }),
      "gitlab:index/getGroup:getGroup": () => ({ groupId: 7 }),
      "gitlab:index/getProject:getProject": () => ({ id: "42" }),
      "docker:index/getRegistryImage:getRegistryImage": () => ({ sha256Digest: "sha256:abc" }),
    },
    { stack },
  );
  await (settings.kind === "platform" ? Platform.create(settings) : Environment.create(settings));
  return { registrations: await registrations(), secrets: settings.secretValues };
}

describe("what a stack declares, without its passphrase", () => {
  const sealed = sealedSettings(files);

  it.each(stacks)("is what the program registers with it: %s", async (stack) => {
    const declared = await declaredResources(sealed.get(stack)!, "project");
    const { registrations, secrets } = await registered(stack);
    expect(declared.map(({ urn }) => urn).sort()).toEqual(
      registrations.map(({ urn }) => urn).sort(),
    );
    for (const one of declared) {
      const other = registrations.find(({ urn }) => urn === one.urn)!;
      expect(Object.keys(one.inputs), one.urn).toEqual(Object.keys(other.inputs));
      expect(one.protect).toBe(other.protect);
      expect(one.ignoreChanges).toEqual(other.ignoreChanges);
    }
    const text = JSON.stringify(declared);
    expect(secrets.filter((secret) => text.includes(JSON.stringify(secret).slice(1, -1)))).toEqual(
      [],
    );
  });

  it("has a stand-in for each secret, by its ciphertext", () => {
    const state = stateOf(root);
    const draft = new Draft({ ...state });
    const path = ["apps", "shop", "secrets", "DB_PASSWORD"];
    draft.set("uat", path, draft.secret("uat", "another"));
    const other = sealedSettings(filesOf(draft.done()));
    const secretsOf = (settings: Settings) =>
      settings.kind === "environment" ? settings.apps[0]!.secrets : {};
    const [before, again, after] = [sealed, sealedSettings(files), other].map((all) =>
      secretsOf(all.get("uat")!),
    );
    expect(again).toEqual(before);
    expect(after!.SMTP__Password).toBe(before!.SMTP__Password);
    expect(after!.DB_PASSWORD).not.toBe(before!.DB_PASSWORD);
    expect(Object.values(before!)).toEqual([
      expect.stringMatching(/^secret-\w{32}$/),
      expect.stringMatching(/^secret-\w{32}$/),
    ]);
  });

  it("reads nothing from the environment of the shell", async () => {
    process.env.CANARY_OF_THE_SHELL = "canary-of-the-shell";
    const draft = new Draft(stateOf(root));
    const named = '    image: postgres:17\n    labels: { it: "${CANARY_OF_THE_SHELL:-none}" }';
    draft.replace("compose/shop.yaml", /^    image: postgres:17$/m, named);
    const settings = sealedSettings(filesOf(draft.done())).get("uat")!;
    const text = JSON.stringify(await declaredResources(settings, "slipway"));
    delete process.env.CANARY_OF_THE_SHELL;
    expect(text).toContain("${CANARY_OF_THE_SHELL:-none}");
    expect(text).not.toContain("canary-of-the-shell");
  });

  it("is asked of right settings only", () => {
    const state = stateOf(root);
    const draft = new Draft({ ...state });
    draft.set("uat", ["apps", "shop", "servers"], ["nowhere"]);
    expect(() => sealedSettings(filesOf(draft.done()))).toThrow("is not a server of this stack");
  });

  it("leaves the SDK's stack traces as they were", async () => {
    const { stackTraceLimit } = Error;
    await declaredResources(sealed.get("staging")!, "project");
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
  });
});
