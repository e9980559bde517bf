import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docker } from "../support/docker.ts";
import { type Pushed, type Shop, short, testShop } from "../support/loopShop.ts";
import {
  type Trouble,
  type TroubledRegistry,
  troubleGitLabRegistry,
} from "../support/registryTrouble.ts";

/** A registry in trouble while servers pull from it: by themselves, ahead of a door, and behind it. */
let shop: Shop;
let registry: TroubledRegistry;
let serving: Pushed;
let other: Pushed;
let main: Pushed;

beforeAll(async () => {
  shop = await testShop((platform) => {
    // What hangs is given up after two thirds of it.
    platform.setIn(["config", "slipway:environments", "staging", "timeout"], "2m");
  });
  registry = await troubleGitLabRegistry(shop.loop.sandbox.folder);
});
afterAll(async () => {
  await registry.close();
  await shop.close();
});

/** With an account that was revoked, which the registry is not troubled by. */
type Case = Exclude<Trouble, "denied"> | "closed to the servers' account";

const says: Record<Case, RegExp> = {
  down: /connection refused\. Run this again when \S+ answers\. /,
  failing: /500 Internal Server Error.*\. Run this again when \S+ answers\. /,
  hanging: /\. Run this again when \S+ answers\. /,
  stalling: /did not give it within 80 s\. Run this again when \S+ answers\. /,
  "closed to the servers' account":
    /does not let slipway-pull have it .* That account is of `slipway:registry` of \w+, /,
};
const cases = Object.keys(says) as Case[];

/** Does something while the registry is in trouble. */
async function during(trouble: Case, work: () => Promise<void>): Promise<void> {
  const isAccount = trouble === "closed to the servers' account";
  await (isAccount ? member("DELETE") : registry.be(trouble));
  try {
    await work();
  } finally {
    await (isAccount ? member("POST") : registry.recover());
  }
}

/** Takes the account that servers pull with out of the group, or lets it in again. */
async function member(method: "DELETE" | "POST"): Promise<void> {
  const { sandbox } = shop.loop;
  const { user } = sandbox.registry;
  const [account] = await sandbox.get<{ id: number }[]>(`users?username=${user}`);
  const path = `groups/acme/members${method === "DELETE" ? `/${account!.id}` : ""}`;
  const body = method === "POST" ? { user_id: account!.id, access_level: 20 } : undefined;
  const { ok, status } = await sandbox.send(method, path, body);
  if (!ok) throw new Error(`${method} ${path}: ${status}`);
}

/** Has the servers' Docker lose an image with all its tags, so that it has to be pulled. */
async function forget(pushed: Pushed): Promise<void> {
  const { image } = await shop.released(pushed);
  const where = shop.loop.sandbox.machine.docker;
  const id = await docker(where, "image", "inspect", "--format", "{{.Id}}", image).catch(() => "");
  if (id !== "") await docker(where, "image", "rm", "--force", id.trim());
  await expect(docker(where, "image", "inspect", image)).rejects.toThrow("No such image");
}

/** Runs a job again, or opens its door. @returns how it ended */
async function run(pushed: Pushed, name: string): Promise<string> {
  const job = await shop.job(pushed, name);
  await (job.status === "manual" ? shop.pipelines.play(job) : shop.retry(job));
  return (await shop.over(pushed, name)).status;
}

/** What the job says of a pull that failed, and nothing of the account but its name. */
async function expectTold(pushed: Pushed, name: string, words: RegExp): Promise<void> {
  const trace = await shop.trace(pushed, name);
  const line = trace.split("\n").find((one) => one.includes("could not be pulled: "));
  expect(line, trace).toMatch(words);
  expect(line).toContain("Nothing was switched");
  expect(trace).not.toContain(shop.loop.sandbox.registry.password);
}

describe("a server that pulls for a deploy by itself", () => {
  it("has served two", async () => {
    other = await shop.run("develop", "Open the shop", () => shop.open());
    await shop.pipelines.passed(other);
    serving = await shop.run("develop", "Change the shop", () => shop.change("second"));
    await shop.pipelines.passed(serving);
  });

  it.each(cases)("fails the job while the registry is %s, and goes on serving", async (trouble) => {
    await forget(other);
    await during(trouble, async () => {
      expect(await run(other, "staging")).toBe("failed");
      await expectTold(other, "staging", says[trouble]);
      expect(shop.told().at(-1)).toContain(`The deploy of shop ${short(other)} to staging failed`);
      expect(await shop.version("staging")).toBe(short(serving));
    });
    expect(await run(other, "staging")).toBe("success");
    expect(await shop.version("staging")).toBe(short(other));
    [serving, other] = [other, serving];
  });

  it("deploys what it has though the registry is down", async () => {
    await during("down", async () => {
      expect(await run(other, "staging")).toBe("success");
      expect(await shop.version("staging")).toBe(short(other));
    });
  });
});

describe("a server that pulls while the door is closed", () => {
  it("has a door", async () => {
    main = await shop.run("main", "Take it to UAT", () => {
      shop.open();
      shop.change("third");
    });
    await shop.pipelines.job(main, "uat", "manual");
    await shop.pipelines.job(main, "uat:pull", "success");
    expect((await shop.ended(main)).status).toBe("manual");
    // Docker keeps what a container runs: staging, on the same machine, goes back.
    expect(await run(serving, "staging")).toBe("success");
  });

  // The account is the job's own here, which nobody takes out of a group.
  it.each(["down", "failing", "hanging"] as const)(
    "says that it can't while the registry is %s, and holds nothing up",
    async (trouble) => {
      await forget(main);
      await during(trouble, async () => {
        expect(await run(main, "uat:pull")).toBe("failed");
        await expectTold(main, "uat:pull", says[trouble]);
        const { status, jobs } = await shop.ended(main);
        expect({ status, uat: jobs.uat }).toEqual({ status: "manual", uat: "manual" });
      });
      expect(await run(main, "uat:pull")).toBe("success");
      expect(await shop.trace(main, "uat:pull")).toMatch(/is here, pulled in \d+ s\./);
    },
  );
});

describe("a door", () => {
  it.each(["failing", "denied", "hanging"] as const)(
    "opens to nothing while the server finds the registry %s",
    async (trouble) => {
      await forget(main);
      registry.beForDocker(trouble);
      expect(await run(main, "uat")).toBe("failed");
      await registry.recover();
      await expectTold(main, "uat", /: nothing is serving, as before\./);
    },
  );

  it.each(cases.filter((one) => one !== "stalling"))(
    "opens to nothing while the job finds it %s, which can't say whether staging has served it",
    async (trouble) => {
      await during(trouble, async () => {
        expect(await run(main, "uat")).toBe("failed");
        const trace = await shop.trace(main, "uat");
        expect(trace).toMatch(
          /Whether staging has served \w+ can't be said: .* Nothing was changed\. /,
        );
        expect(trace).toContain("If that can't wait: --emergency");
        expect(trace).not.toContain(shop.loop.sandbox.registry.password);
      });
    },
  );

  it("opens when the registry answers again: nothing holds it", async () => {
    await expect(shop.version("uat")).rejects.toThrow("fetch failed");
    expect(await run(main, "uat")).toBe("success");
    expect(await shop.version("uat")).toBe(short(main));
    await shop.pipelines.job(main, "production", "manual");
  });
});
