import { join } from "node:path";
import { Checkout } from "./checkout.ts";
import { MergeRequests } from "./mergeRequests.ts";
import type { Person, Who } from "./people.ts";
import { Pipelines } from "./pipelines.ts";

export interface Turn {
  /** Where people's clones are kept. */
  folder: string;
  /** `http://127.0.0.1:8080` */
  gitlab: string;
  /** The app's project: `acme/shop`. */
  project: string;
  /** What the app's repository is to hold. */
  source: string;
  people: Record<Who, Person>;
  /** Runs a piece of work, and says how long it took; `practice` is what teams are used to. */
  step: (title: string, work: () => Promise<void>, practice?: string) => Promise<void>;
}

/**
 * Turns the loop once, as two people do who have never heard of a sandbox: a push, a merge request,
 * a merge that is on staging by itself, the merge to main, and the door to UAT. The one to production
 * stays closed, for whoever looks at it.
 *
 * Where an earlier attempt has ended, it begins again: what is open is used.
 *
 * @returns the pipeline that waits at the door
 */
export async function turn(asked: Turn): Promise<{ pipeline: number }> {
  const { folder, gitlab, project, source, people, step } = asked;
  const { dana, mira } = people;
  const checkout = new Checkout(join(folder, "clones", "dana"), dana);
  const feature = "feature/open-the-shop";
  const mine = new MergeRequests(dana.client, project);
  const reviewed = new MergeRequests(mira.client, project);
  const pipelines = new Pipelines(mira.client, project);

  let request = { iid: 0 };
  await step("Dana pushes a branch and opens a merge request", async () => {
    await checkout.clone(`${gitlab}/${project}.git`);
    await checkout.branch(feature, "develop");
    await checkout.replaceWith(source);
    const commit = await checkout.commit("Open the shop");
    await checkout.push(feature, "--force");
    request = await mine.provide(feature, "develop", "Open the shop");
    // Begun before there was a merge request, which has one of its own: they would do the same twice.
    const ofBranch = new Pipelines(dana.client, project);
    await ofBranch.cancel(await ofBranch.of(feature, commit));
  });
  await step(
    "its tests pass and its image is built",
    async () => void (await mine.mergeable(request)),
    "a build 5 to 8 minutes, 30 to 60 s with layers cached",
  );
  await step(
    "merged to develop, it is on staging by itself",
    async () => {
      const commit = await mine.merge(request);
      await pipelines.passed(await pipelines.of("develop", commit));
    },
    "under 5 minutes",
  );
  let release = { id: 0 };
  await step("Mira merges develop to main, and UAT's door is there", async () => {
    const toMain = await mine.provide("develop", "main", "Release the shop");
    await reviewed.mergeable(toMain);
    release = await pipelines.of("main", await reviewed.merge(toMain));
    await pipelines.job(release, "uat", "manual");
  });
  await step("Mira opens it, and that very image serves on UAT", async () => {
    await pipelines.play(await pipelines.job(release, "uat", "manual"));
    await pipelines.job(release, "uat", "success");
    await pipelines.job(release, "production", "manual");
  });
  return { pipeline: release.id };
}
