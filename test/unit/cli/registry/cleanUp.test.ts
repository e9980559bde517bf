import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { keptImages, newestFirst } from "../../../../cli/registry/keptImages.ts";
import { builtTag, keptTag, recordTag, type Record } from "../../../../cli/registry/recordNames.ts";
import { cleanUpPolicy } from "../../../../components/platform/projectSettings.ts";
import { platformSettings } from "../../../support/settings.ts";

const day = 24 * 60 * 60 * 1000;

/** What GitLab's `CleanupTagsBaseService` makes of a policy, tag by tag. */
class Repository {
  readonly tags = new Map<string, { digest: string; pushed: number }>();

  /** As its registry has it: the same digest again is no push (`CreateOrUpdate`). */
  push(tag: string, digest: string, pushed: number): void {
    if (this.tags.get(tag)?.digest !== digest) this.tags.set(tag, { digest, pushed });
  }

  cleanUp(now: number): void {
    const [app] = platformSettings().apps;
    const policy = cleanUpPolicy({ ...app!, cleanUp: undefined }).containerExpirationPolicy as {
      olderThan: string;
      keepN: number;
      nameRegexDelete: string;
      nameRegexKeep: string;
    };
    const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);
    const candidates = [...this.tags]
      .filter(([tag]) => tag !== "latest" && whole(policy.nameRegexDelete).test(tag))
      .filter(([tag]) => !whole(policy.nameRegexKeep).test(tag))
      .sort(([, one], [, other]) => other.pushed - one.pushed)
      .slice(policy.keepN)
      .filter(([, { pushed }]) => pushed < now - Number.parseInt(policy.olderThan) * day);
    for (const [tag] of candidates) this.tags.delete(tag);
  }

  get digests(): Set<string> {
    return new Set([...this.tags.values()].map(({ digest }) => digest));
  }
}

/** The images that an environment has served, the newest first, as long as they are new to it. */
class Environment {
  served: string[] = [];
  readonly name: string;
  readonly every: number;

  constructor(name: string, every: number) {
    this.name = name;
    this.every = every;
  }

  record(release: Repository, digest: string, now: number): void {
    const says = { app: "shop", environment: this.name, digest };
    release.push(recordTag({ kind: "served", says }), `record of ${this.name} ${digest}`, now);
    const before = this.served.slice(0, keptImages);
    for (const [index, kept] of newestFirst(before, digest).entries()) {
      release.push(keptTag(this.name, index + 1), kept, now);
    }
    this.served = [digest, ...this.served];
  }
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

const days = 500;
const younger = 90;

/** An app with three releases a day: what is missing on some day, and how many tags there are on each. */
function simulated() {
  const release = new Repository();
  const environments = [
    new Environment("staging", 1),
    new Environment("uat", 7),
    new Environment("production", 120),
  ];
  const missing: string[] = [];
  const tooEarly: string[] = [];
  const sizes: number[] = [];
  for (let today = 0; today < days; today++) {
    const now = today * day;
    const images = [1, 2, 3].map((which) => `sha256:${hash(`${today} ${which}`)}`);
    for (const digest of images) {
      const [commit, inputs] = [hash(`commit of ${digest}`), hash(`inputs of ${digest}`)];
      for (const tag of [builtTag(inputs), commit.slice(0, 8), "develop"]) {
        release.push(tag, digest, now);
      }
      release.push(recordTag({ kind: "tested", says: { tested: inputs } }), `tests ${digest}`, now);
    }
    for (const environment of environments) {
      if (today % environment.every === 0) environment.record(release, images.at(-1)!, now);
    }
    release.cleanUp(now);
    const { digests, tags } = release;
    const needed = environments.flatMap(({ served }) => served.slice(0, keptImages));
    missing.push(...needed.filter((digest) => !digests.has(digest)));
    for (const digest of environments[0]!.served.slice(0, younger)) {
      const record = { kind: "served", says: { app: "shop", environment: "staging", digest } };
      if (!digests.has(digest) || !tags.has(recordTag(record as Record))) tooEarly.push(digest);
    }
    sizes.push(tags.size);
  }
  return { missing, tooEarly, sizes, production: environments.at(-1)!.served };
}

describe("GitLab's clean-up", () => {
  const { missing, tooEarly, sizes, production } = simulated();

  it("leaves what an environment serves and what it served before, whatever their age", () => {
    expect(missing).toEqual([]);
    expect(production).toHaveLength(5);
  });

  it("leaves what is younger than 90 days with its records, so that a door may wait for as long", () => {
    expect(tooEarly).toEqual([]);
  });

  it("takes all the rest: the registry stops growing", () => {
    // Three releases on each of 91 days with three tags of their own, their environments' records, and
    // what is kept for its own sake.
    const most = 92 * (3 * 3 + 3) + 3 * keptImages + 50;
    expect(Math.max(...sizes)).toBeLessThan(most);
    expect(Math.max(...sizes.slice(-50)) - Math.min(...sizes.slice(-50))).toBeLessThan(20);
  });
});
