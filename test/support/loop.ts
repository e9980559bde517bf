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
import { testSandbox, type TestSandbox } from "./sandbox.ts";
import { provideBaseRepository } from "./shop/images.ts";

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
 * Brings all of it up: the platform, its environments, people and runners.
 *
 * @param change of the platform's file
 * @param prepare is called before anything is up, for the environments' files
 */
export async function testLoop(
  change: (platform: Document) => void = () => {},
  prepare: (sandbox: TestSandbox) => Promise<void> = () => Promise.resolve(),
): Promise<Loop> {
  const machine = await testMachine();
  const base = await provideBaseRepository(machine);
  const repositories = [base.repository, "acme/database"];
  const sandbox = await testSandbox({ edition: "ee", pipelines: { repositories } });
  await sandbox.edit("platform", (file) => {
    const app = ["config", "slipway:apps", "shop"];
    const build = {
      arguments: { BASE: `${sandbox.registry.address}/${base.repository}:${base.tag}` },
      commitArguments: ["VERSION"],
    };
    file.setIn([...app, "build"], file.createNode(build));
    file.setIn([...app, "testing"], file.createNode({ image: "busybox", install: "true" }));
    file.setIn([...app, "test"], file.createNode({ unit: "sh ./tests" }));
    change(file);
  });
  await prepare(sandbox);
  for (const stack of ["platform", "staging", "uat", "production"]) {
    await sandbox.expectExit(0, ["up", stack, "--yes"]);
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
