import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseDocument } from "yaml";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import type { TestMachine } from "../support/machine.ts";
import { bareDeploys } from "./bareDeploy.ts";
import { serveMany } from "./manyApps.ts";
import {
  distributed,
  distribution,
  median,
  table,
  time,
  type Measurement,
  type Slipway,
} from "./measure.ts";

const run = promisify(execFile);

/** `npm run bench`: what is done every day, beside the same without Slipway. */
export async function everyday(
  sandbox: Sandbox,
  { images }: TestMachine,
  { slipway, rounds }: { slipway: Slipway; rounds: number },
): Promise<void> {
  const measurements: Measurement[] = [];
  await takeOutOrder(sandbox.work);
  for (const stack of ["platform", "production"]) await slipway(["up", stack, "--yes"]);
  await deploy("1.0.0");
  measurements.push(await preview());
  measurements.push(await deploys());
  measurements.push(await rollback());
  measurements.push(...(await statusOfTwenty()));
  report(measurements, rounds);

  async function deploy(version: "1.0.0" | "2.0.0"): Promise<void> {
    const image = images.shop[version];
    await slipway(["deploy", "production", "shop", "--version", version, "--image", image]);
  }

  /** A preview in which nothing changes, against a program with the same providers and no resources. */
  async function preview(): Promise<Measurement> {
    const empty = join(import.meta.dirname, "emptyProgram.ts");
    const env = { ...process.env, ...sandbox.variables };
    const project = join(sandbox.folder, "empty");
    await mkdir(project);
    return compare("preview of production, no change", "the same providers, no resources", {
      ours: () => slipway(["preview", "production"]),
      theirs: async () =>
        void (await run(process.execPath, [empty, sandbox.gitlab.baseUrl, project], { env })),
    });
  }

  /** The other version each time, against Compose alone with the same files, images and change. */
  async function deploys(): Promise<Measurement> {
    const bare = await bareDeploys(sandbox, join(sandbox.folder, "bare"));
    let round = 0;
    const next = () => (round++ % 4 < 2 ? "2.0.0" : "1.0.0");
    const measurement = await compare("deploy", "docker compose pull && up -d --wait", {
      ours: () => deploy(next()),
      theirs: () => bare.deploy(images.shop[next()]),
    });
    await bare.close();
    return measurement;
  }

  /** Back to the release before, checked; the app starts at once, so this is Slipway's own time. */
  async function rollback(): Promise<Measurement> {
    const ours: number[] = [];
    for (let i = 0; i < rounds; i++) {
      // A rollback refuses the digest it left until it is allowed again.
      await slipway(["allow", "production", "shop", images.shop["2.0.0"]]);
      await deploy("2.0.0");
      ours.push(await time(() => slipway(["rollback", "production", "shop"])));
    }
    return { title: "rollback", ours };
  }

  /** Of 20 apps on one server: what slipway-host takes, and the whole command over SSH. */
  async function statusOfTwenty(): Promise<Measurement[]> {
    const more = { version: "1.0.0", count: 20, served: 1 };
    const ask = await serveMany(sandbox, images.shop["1.0.0"], more);
    const asked = { title: "status of 20 apps, slipway-host", ours: [] as number[] };
    const command = { title: "status of 20 apps, the command", ours: [] as number[] };
    for (let i = 0; i < rounds; i++) {
      asked.ours.push(await time(() => ask("status", {})));
      command.ours.push(await time(() => slipway(["status", "production"])));
    }
    return [asked, command];
  }

  async function compare(
    title: string,
    against: string,
    { ours, theirs }: { ours: () => Promise<void>; theirs: () => Promise<void> },
  ): Promise<Measurement> {
    const measurement = { title, against, ours: [] as number[], theirs: [] as number[] };
    // The first round warms the caches of both.
    for (let i = 0; i <= rounds; i++) {
      const [mine, other] = [await time(ours), await time(theirs)];
      if (i === 0) continue;
      measurement.ours.push(mine);
      measurement.theirs.push(other);
    }
    return measurement;
  }
}

/** What is deployed here by hand has served nowhere before. */
async function takeOutOrder(folder: string): Promise<void> {
  const path = join(folder, "Pulumi.platform.yaml");
  const file = parseDocument(await readFile(path, "utf8"));
  file.deleteIn(["config", "slipway:environments", "production", "after"]);
  await writeFile(path, String(file));
}

function report(measurements: Measurement[], rounds: number): void {
  const rows = measurements.flatMap(({ title, against, ours, theirs }) => {
    const mine = [title, ...distribution(ours)];
    if (!theirs || against === undefined) return [[...mine, ""]];
    const [of, other] = [median(ours), median(theirs)];
    const difference = `${(of - other).toFixed(2)} s more, ${(of / other).toFixed(2)} times`;
    return [
      [...mine, difference],
      [against, ...distribution(theirs), ""],
    ];
  });
  console.log(`\nSandbox figures of ${rounds} rounds\n`);
  console.log(table([["what", ...distributed, "medians"], ...rows]));
}
