import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Document } from "yaml";
import { Checkout } from "../../sandbox/loop/checkout.ts";
import { MergeRequests } from "../../sandbox/loop/mergeRequests.ts";
import { type Person, providePeople, type Who } from "../../sandbox/loop/people.ts";
import { Pipelines } from "../../sandbox/loop/pipelines.ts";
import { removeRunners, startRunners } from "../../sandbox/runnerDaemon.ts";
import { testMachine } from "./machine.ts";
import { sandboxWith, type TestSandbox } from "./sandbox.ts";
import { type BaseRepository, provideBaseRepository } from "./shop/images.ts";

/** The example's flow over the tests' own small app, up to the first push. */
export interface Loop {
  sandbox: TestSandbox;
  people: Record<Who, Person>;
  project: string;
  /** As somebody sees them. */
  pipelines: (who: Who) => Pipelines;
  mergeRequests: (who: Who) => MergeRequests;
  /** A person's clone, new ones each time. */
  clone: (who: Who) => Promise<Checkout>;
  /** What the app says that it is. @throws where none answers */
  version: (environment: Environment) => Promise<string>;
  close: () => Promise<void>;
}

export type Environment = keyof TestSandbox["ports"];

const project = "acme/shop";

/**
 * All of it, up: the platform, its environments, people and runners.
 *
 * @param change of the platform's file, for which the platform is brought up once more
 */
export async function testLoop(change?: (platform: Document) => void): Promise<Loop> {
  const machine = await testMachine();
  const base = await provideBaseRepository(machine);
  const repositories = [base.repository, "acme/database"];
  const options = { edition: "ee", pipelines: { repositories } } as const;
  const sandbox = await sandboxWith("loop", options, (fresh) => bringUp(fresh, base));
  if (change) {
    await sandbox.edit("platform", change);
    await sandbox.expectExit(0, ["up", "platform", "--yes"]);
  }
  const people = await providePeople(sandbox.folder, sandbox.gitlab, "acme");
  await startRunners({ ...sandbox, docker: machine.docker }, () => {});
  const clones = mkdtempSync(join(tmpdir(), "slipway-clones-"));
  let count = 0;
  return {
    sandbox,
    people,
    project,
    pipelines: (who) => new Pipelines(people[who].client, project),
    mergeRequests: (who) => new MergeRequests(people[who].client, project),
    async clone(who) {
      const checkout = new Checkout(join(clones, String((count += 1))), people[who]);
      await checkout.clone(`${people[who].client.origin}/${project}.git`);
      return checkout;
    },
    async version(environment) {
      const answer = await fetch(`${sandbox.address(environment)}/health`);
      return ((await answer.json()) as { version: string }).version;
    },
    async close() {
      await removeRunners(sandbox.folder);
      await sandbox.close();
      rmSync(clones, { recursive: true, force: true });
    },
  };
}

async function bringUp(sandbox: TestSandbox, base: BaseRepository): Promise<void> {
  await sandbox.edit("platform", (file) => {
    const app = ["config", "slipway:apps", "shop"];
    const build = {
      arguments: { BASE: `${sandbox.registry.address}/${base.repository}:${base.tag}` },
      commitArguments: ["VERSION"],
    };
    file.setIn([...app, "build"], file.createNode(build));
    file.setIn([...app, "testing"], file.createNode({ image: "busybox", install: "true" }));
    file.setIn([...app, "test"], file.createNode({ unit: "sh ./tests" }));
  });
  for (const stack of ["staging", "uat", "production"]) {
    await sandbox.edit(stack, (file) => {
      // What is not well by then is not awaited any longer: a scene more has time.
      file.setIn(["config", "slipway:apps", "shop", "health", "within"], "15s");
    });
  }
  for (const stack of ["platform", "staging", "uat", "production"]) {
    await sandbox.expectExit(0, ["up", stack, "--yes"]);
  }
  await providePeople(sandbox.folder, sandbox.gitlab, "acme");
}
