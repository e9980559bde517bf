import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareDeclared } from "../../../../cli/review/compareDeclared.ts";
import { declaredResources, sealedSettings } from "../../../../cli/review/declared.ts";
import { declaredChanges } from "../../../../cli/review/declaredChanges.ts";
import { Draft, filesOf, isRight, type State, stateOf } from "../../../support/review/states.ts";
import {
  edited,
  environmentEdits,
  keepingPipelines,
  platformEdits,
  someOf,
} from "../../../support/review/edits.ts";

const plain = stateOf(`${import.meta.dirname}/../../../..`);
const base = edited(plain, keepingPipelines, "platform", [["keeps the pipelines", 0]]);

function changed(change: (draft: Draft) => void, from = base): State {
  const draft = new Draft({ ...from });
  change(draft);
  return draft.done();
}

/** What becomes of a stack: `update project shop (description)`, and by what it is another. */
async function linesOf(stack: string, to: State, from = base, edition: "ce" | "ee" = "ee") {
  const all = await declaredChanges(filesOf(from), filesOf(to), { edition });
  return all
    .find((one) => one.stack === stack)!
    .changes.map(({ operation, words, inputs, replaces, refused }) =>
      [
        ...[operation, words],
        ...(inputs.length > 0 ? [`(${inputs.join(", ")})`] : []),
        ...(replaces.length > 0 ? [`by ${replaces.join(", ")}`] : []),
        ...(refused ? ["refused"] : []),
      ].join(" "),
    );
}

const shop = ["apps", "shop"];

/** The ciphertext of the key that deploys the site. */
function siteKey(state: State): string {
  const pair = new Draft({ ...state }).get("uat", [
    "keys",
    "deployers",
    "site",
    "private",
    "secure",
  ]);
  return String(pair);
}

describe("what a change of the settings comes to", () => {
  it.each<[string, string, (draft: Draft) => void, string[]]>([
    [
      "a plain key, by the services that restart",
      "staging",
      (draft) => draft.set("staging", [...shop, "env", "LOG_LEVEL"], "Trace"),
      [
        "update configuration of shop on staging-1 (env.LOG_LEVEL, services.app, services.migrate)",
        "update command for configuration of shop on staging-1 (stdin)",
      ],
    ],
    [
      "a secret that jobs see as well",
      "uat",
      (draft) => draft.set("uat", [...shop, "secrets", "DB_PASSWORD"], draft.secret("uat", "x")),
      [
        "update variable DB_PASSWORD of acme/shop in uat (value)",
        "update configuration of shop on uat-1 (env.DB_PASSWORD, services.app, services.database, services.migrate)",
        "update command for configuration of shop on uat-1 (stdin)",
      ],
    ],
    [
      "a variable that goes",
      "uat",
      (draft) => draft.delete("uat", [...shop, "pipeline", "variables", "SENTRY_ENVIRONMENT"]),
      ["delete variable SENTRY_ENVIRONMENT of acme/shop in uat"],
    ],
    [
      "a setting that GitLab keeps when it is left out",
      "platform",
      (draft) => draft.delete("platform", ["pipelines"]),
      expect.arrayContaining(["update project shop (ciConfigPath)"]) as string[],
    ],
    [
      "nothing, where only `protect` changes",
      "platform",
      (draft) => draft.set("platform", [...shop, "protect"], false),
      [],
    ],
    [
      "a project that moves: it stays the same one",
      "uat",
      (draft) => draft.set("platform", [...shop, "project"], "acme/store"),
      [
        "update configuration of shop on uat-1 (repository)",
        "update command for configuration of shop on uat-1 (stdin)",
      ],
    ],
    [
      "other accounts, and with them the tokens that they hold",
      "platform",
      (draft) => draft.set("platform", [...shop, "project"], "other/shop"),
      expect.arrayContaining([
        "update project shop (namespaceId)",
        "replace service account slipway-release-other-shop of other (group, username) by group",
        "replace user slipway-release-other-shop as a member of other/shop (userId) by userId",
        expect.stringMatching(/^replace token .* of other \(group, userId\) by group, userId$/),
        "update variable SLIPWAY_RELEASE_TOKEN of other/shop in slipway-release (value)",
        "create share of acme/pipelines with group other",
      ]) as string[],
    ],
  ])("is %s", async (_, stack, change, lines) => {
    expect(await linesOf(stack, changed(change))).toEqual(lines);
  });

  it("is another protection on a Community Edition, and the same one on an Enterprise Edition", async () => {
    const merge = [...shop, "branches", "main", "merge"];
    const to = changed((draft) => draft.set("platform", merge, "developer"), plain);
    expect(await linesOf("platform", to, plain, "ee")).toEqual([
      "update protection of main in acme/shop (allowedToMerges)",
    ]);
    expect(await linesOf("platform", to, plain, "ce")).toEqual([
      "replace protection of main in acme/shop (mergeAccessLevel) by mergeAccessLevel",
    ]);
  });

  it("is another webhook at another address, which is told by its host alone", async () => {
    const hook = (url: string) => (draft: Draft) =>
      draft.set("platform", [...shop, "hooks"], {
        chat: { url, token: { secure: "v1:aaaa:bbbb" }, events: ["push"] },
      });
    const from = changed(hook("https://chat.example.com/canary"));
    const to = changed(hook("https://other.example.com/canary"));
    expect(await linesOf("platform", to, from)).toEqual([
      "replace webhook to other.example.com of acme/shop (url) by url",
    ]);
  });

  it("is refused where it deletes what is protected", async () => {
    const from = changed((draft) => {
      draft.set("platform", ["apps", "site"], { project: "acme/site" });
      draft.set("platform", ["apps", "open"], { project: "acme/open", protect: false });
    }, plain);
    const lines = await linesOf("platform", plain, from);
    expect(lines.filter((line) => line.startsWith("delete project"))).toEqual([
      "delete project open",
      "delete project site refused",
    ]);
    expect(lines.filter((line) => line.endsWith(" refused"))).toEqual([
      "delete project site refused",
    ]);
  });

  it("is all of a new stack, and nothing of one whose file is gone", async () => {
    const files = { ...base };
    delete files["Pulumi.production.yaml"];
    const less = changed(
      (draft) => draft.delete("platform", ["environments", "production"]),
      files,
    );
    const gained = await declaredChanges(filesOf(less), filesOf(base));
    const production = gained.find(({ stack }) => stack === "production")!;
    expect(production.state).toBe("new");
    expect(new Set(production.changes.map(({ operation }) => operation))).toEqual(
      new Set(["create"]),
    );
    expect(production.counts).toEqual({ create: production.changes.length, update: 0, delete: 0 });
    const lost = await declaredChanges(filesOf(base), filesOf(less));
    expect(lost.find(({ stack }) => stack === "production")).toMatchObject({
      state: "gone",
      changes: [],
    });
  });

  it("has no value in it, secret or not", async () => {
    const to = changed((draft) => {
      draft.set("uat", [...shop, "env", "LOG_LEVEL"], "canary-level");
      draft.set("uat", ["registry", "user"], "canary-user");
    });
    const text = JSON.stringify(await declaredChanges(filesOf(base), filesOf(to)));
    expect(text).toContain("env.LOG_LEVEL");
    expect(text).not.toMatch(/canary|secret-[0-9a-f]|v1:/);
  });

  it("has no second share with a group that another app's project is in", async () => {
    const from = changed((draft) => draft.set("platform", ["apps", "far"], { project: "far/one" }));
    const to = changed(
      (draft) => draft.set("platform", ["apps", "near"], { project: "far/two" }),
      from,
    );
    const lines = await linesOf("platform", to, from);
    expect(lines).toContain("create project two");
    expect(lines.filter((line) => line.includes("share of"))).toEqual([]);
    const first = await linesOf("platform", from);
    expect(first).toContain("create share of acme/pipelines with group far");
  });

  it("is what a server is told anew, where its apps change places", async () => {
    const two = (order: string[]) =>
      changed((draft) => {
        draft.set("platform", ["apps", "site"], { project: "acme/site" });
        const own = draft.get("uat", shop) as Record<string, object>;
        const site = { ...own, env: { ...own.env, PORT: "4001" } };
        draft.set("uat", ["keys", "deployers", "site"], draft.newKey("uat", "site"));
        draft.set(
          "uat",
          ["apps"],
          Object.fromEntries(order.map((app) => [app, app === "shop" ? own : site])),
        );
      });
    const [one, other] = [two(["shop", "site"]), two(["site", "shop"])];
    // Each key is encrypted anew.
    other["Pulumi.uat.yaml"] = other["Pulumi.uat.yaml"]!.replace(siteKey(other), siteKey(one));
    expect(await linesOf("uat", other, one)).toEqual(["update command for server uat-1 (stdin)"]);
  });

  it("is the same whether what is alike is left out or not", async () => {
    const wide = changed((draft) => {
      for (const app of ["site", "docs"]) {
        draft.set("platform", ["apps", app], { project: `acme/${app}` });
        for (const stack of ["staging", "uat"]) {
          const port = app === "site" ? "4001" : "4002";
          const own = draft.get(stack, shop) as Record<string, object>;
          draft.set(stack, ["apps", app], { ...own, env: { ...own.env, PORT: port } });
          draft.set(stack, ["keys", "deployers", app], draft.newKey(stack, app));
        }
      }
      draft.set("platform", ["apps", "far"], { project: "elsewhere/far" });
    });
    const pair = fc
      .tuple(
        fc.constantFrom("staging", "uat"),
        someOf(environmentEdits, 0),
        someOf(platformEdits, 0),
      )
      .map(([stack, own, ofPlatform]) =>
        edited(edited(wide, environmentEdits, stack, own), platformEdits, "platform", ofPlatform),
      )
      .filter(isRight);
    const whole = async (from: State, to: State) => {
      const [before, after] = [from, to].map((state) => sealedSettings(filesOf(state)));
      const all = [];
      for (const [stack, settings] of after!) {
        const declared = [
          await declaredResources(before!.get(stack)!, "slipway"),
          await declaredResources(settings, "slipway"),
        ] as const;
        all.push(compareDeclared(...declared, {}).map(({ words: _, ...change }) => change));
      }
      return all;
    };
    const property = fc.asyncProperty(pair, async (to) => {
      const changes = await declaredChanges(filesOf(wide), filesOf(to));
      const told = changes.map((one) => one.changes.map(({ words: _, ...change }) => change));
      expect(told).toEqual(await whole(wide, to));
    });
    await fc.assert(property, { numRuns: 6, endOnFailure: true });
  });
});
