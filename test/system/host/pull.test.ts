import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { protocol, type Answer, type PullRequest } from "../../../host/protocol.ts";
import { configurationOf, startHost, type Host } from "./support.ts";

let host: Host;
let first: string;
let second: string;

beforeAll(async () => {
  host = await startHost();
  [first, second] = [await host.build("1.0.0"), await host.build("2.0.0")];
});
afterAll(() => host.close());

const pull = (
  image: string,
  role: "puller" | "deployer" = "puller",
  more: Partial<PullRequest> = {},
) =>
  host.call<Answer>(
    "pull",
    { protocol, image, registry: host.machine.registry, ...more },
    role,
    "shop",
  );
const isHere = async (image: string) =>
  (await host.docker("images", "--digests")).includes(image.split("@")[1]!);
/** By all its names: other tests give it some. */
const forget = async (image: string) => {
  const id = await host.docker("image", "inspect", "--format", "{{.Id}}", image).catch(() => "");
  if (id !== "") await host.docker("image", "rm", "--force", id.trim());
};

describe("pull", () => {
  it("wants an app that is known", async () => {
    expect(await pull(first)).toMatchObject({ code: 20 });
    expect((await host.apply(configurationOf(host))).code).toBe(0);
  });

  it("brings an image, and changes nothing else", async () => {
    expect((await host.deploy(first, "1.0.0")).code).toBe(0);
    const before = { status: await host.status(), history: await host.history() };
    await forget(second);
    expect(await isHere(second)).toBe(false);
    expect(await pull(second)).toMatchObject({ code: 0, answer: { outcome: "pulled" } });
    expect(await isHere(second)).toBe(true);
    expect({ status: await host.status(), history: await host.history() }).toEqual(before);
    expect(await pull(second, "deployer")).toMatchObject({
      code: 0,
      answer: { outcome: "unchanged" },
    });
  });

  it("leaves an image to the next switch, which keeps it only if it serves it", async () => {
    expect((await host.deploy(second, "2.0.0")).code).toBe(0);
    expect(await isHere(second)).toBe(true);
  });

  it("says what could not be pulled, without the password", async () => {
    const gone = `${second.split("@")[0]}@sha256:${"0".repeat(64)}`;
    const { code, answer, stderr } = await pull(gone);
    expect({ code, outcome: answer.outcome }).toEqual({ code: 10, outcome: "put back" });
    expect(answer.message).toMatch(/could not be pulled: .* Nothing was switched\.$/);
    expect(stderr + answer.message).not.toContain(host.machine.registry.password);
  });
});

describe("the repository that images have to be from", () => {
  const own = () => second.split("@")[0]!;

  it("is said by `up` beside the configuration, and is not part of its hash", async () => {
    const { applied } = await host.status();
    const { code } = await host.apply(configurationOf(host), {
      repository: "registry.example.com/acme/shop/release",
    });
    expect(code).toBe(0);
    expect((await host.status()).applied).toBe(applied);
  });

  it("lets nothing else be deployed or pulled, and what has served be gone back to", async () => {
    for (const { code, answer } of [await host.deploy(first, "1.0.0"), await pull(first)]) {
      expect({ code, outcome: answer.outcome }).toEqual({ code: 21, outcome: "not allowed" });
      expect(answer.message).toBe(
        `Images of shop are taken from registry.example.com/acme/shop/release alone, and ${own()} is not from there.`,
      );
    }
    expect((await host.health()).version).toBe("2.0.0");
    expect((await host.rollback()).code).toBe(0);
    expect((await host.call("allow", { protocol, image: second })).code).toBe(0);
  });

  it("stays when an older `up` does not say it, and lets in what is from there", async () => {
    expect((await host.apply(configurationOf(host))).code).toBe(0);
    expect((await host.deploy(second, "2.0.0")).code).toBe(21);
    expect((await host.apply(configurationOf(host), { repository: own() })).code).toBe(0);
    expect((await host.deploy(second, "2.0.0")).code).toBe(0);
    expect((await host.deploy(second.replace("@", "/other@"), "2.0.0")).code).toBe(21);
  });

  it("is taken back with an empty text, and is no image", async () => {
    const wrong = await host.apply(configurationOf(host), { repository: "shop:1" });
    expect(wrong.answer).toMatchObject({ outcome: "bad request" });
    expect((await host.apply(configurationOf(host), { repository: "" })).code).toBe(0);
    expect((await host.deploy(first, "1.0.0")).code).toBe(0);
  });

  it("is the serving image's where nobody has said one", async () => {
    const elsewhere = second.replace("@", "/other@");
    for (const { code, answer } of [await host.deploy(elsewhere, "2.0.0"), await pull(elsewhere)]) {
      expect(code).toBe(21);
      expect(answer.message).toContain(`say \`repository: ${own()}/other\` for shop`);
    }
    expect((await host.health()).version).toBe("1.0.0");
  });
});
