import { execFile } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { copyApp, example } from "../../sandbox/images/example.ts";
import { mirrored, providePublicImages } from "../../sandbox/images/publicImages.ts";
import type { Machine } from "../../sandbox/machine.ts";
import type { Registry } from "../../sandbox/registry.ts";
import { type Builder, makeBuilder } from "../support/buildkit.ts";
import { median, table, time } from "./measure.ts";

const run = promisify(execFile);
const slipway = join(import.meta.dirname, "../../cli/slipway.mjs");

/** Seconds of each round, in the order in which they are taken. */
interface Seconds {
  cold: number[];
  warm: number[];
  source: number[];
}

/**
 * `npm run bench -- build`: the example, built by `slipway build` with rootless BuildKit as a job of an
 * ordinary user's has it. Each build has a daemon of its own that knows nothing, so what is warm comes
 * from the registry's cache; each round has a project of its own, in whose cache there is nothing.
 *
 * @param atEnd is given what takes the builder away again
 */
export async function builds(
  { docker, registry }: Machine,
  rounds: number,
  atEnd: (end: () => Promise<void>) => void,
): Promise<void> {
  console.error("What the example is built from …");
  await providePublicImages(docker, registry);
  const making = makeBuilder();
  atEnd(async () => (await making.catch(() => undefined))?.remove());
  const builder = await making;
  const seconds: Seconds = { cold: [], warm: [], source: [] };
  for (let round = 1; round <= rounds; round++) {
    const project = new Project(builder, registry, `bench-${round}`);
    await project.open();
    for (const kind of ["cold", "warm", "source"] as const) {
      if (kind === "source") project.changeSource();
      await project.commit(kind);
      await project.slipway(...inputs(registry));
      const took = await time(() => project.slipway("build"));
      seconds[kind].push(took);
      console.error(`round ${round} of ${rounds}, ${kind}: ${took.toFixed(1)} s`);
    }
  }
  console.log(`\n${report(seconds, rounds)}`);
}

/** As the example's pipeline has it, with the sandbox's image of Node. */
function inputs(registry: Registry): string[] {
  return [
    ...["inputs", "--target", "production", "--commit-argument", "VERSION", "--commands", "c0"],
    ...["--argument", `NODE_IMAGE=${mirrored(registry, "node:24-trixie-slim")}`],
  ];
}

/** The example in a project of its own, whose cache in the registry is empty at first. */
class Project {
  readonly #builder: Builder;
  readonly #checkout: string;
  readonly #job: string;
  readonly #variables: Record<string, string>;

  constructor(builder: Builder, { address, user, password }: Registry, name: string) {
    this.#builder = builder;
    this.#checkout = join(builder.home, name);
    this.#job = join(builder.home, `${name}.job`);
    this.#variables = {
      PATH: `${builder.home}:${process.env.PATH}`,
      ...{ CI_REGISTRY: address, CI_REGISTRY_IMAGE: `${address}/acme/${name}` },
      ...{ CI_REGISTRY_USER: user, CI_REGISTRY_PASSWORD: password },
      CI_COMMIT_REF_PROTECTED: "true",
    };
  }

  async open(): Promise<void> {
    mkdirSync(this.#checkout);
    copyApp(example, this.#checkout);
    await this.#git("init", "--quiet", "--initial-branch=main");
    // A job's password is in its environment, and in no argument.
    const lines = Object.entries(this.#variables).map(
      ([name, value]) => `export ${name}='${value}'\n`,
    );
    writeFileSync(this.#job, lines.join(""), { mode: 0o600 });
    await this.#builder.own(this.#job);
  }

  changeSource(): void {
    appendFileSync(join(this.#checkout, "src/server.ts"), "\n// A change.\n");
  }

  /** Another version each time, whether files have changed or not. */
  async commit(message: string): Promise<void> {
    await this.#git("add", "--all", "--", ".", ":!.slipway");
    await this.#git("commit", "--quiet", "--allow-empty", "--message", message);
    await this.#builder.own(this.#checkout);
  }

  async slipway(...args: string[]): Promise<void> {
    const words = [process.execPath, slipway, ...args].map((word) => `'${word}'`).join(" ");
    const script = `. '${this.#job}'; cd '${this.#checkout}'; exec ${words}`;
    await this.#builder.run("sh", ["-ec", script]);
  }

  async #git(...args: string[]): Promise<void> {
    const who = ["-c", "user.name=Bench", "-c", "user.email=bench@example.com"];
    await run("git", ["-c", "safe.directory=*", ...who, ...args], { cwd: this.#checkout });
  }
}

function report({ cold, warm, source }: Seconds, rounds: number): string {
  const times = (values: number[]) => {
    const shares = values.map((value, round) => value / cold[round]!);
    return `${(1 / median(shares)).toFixed(1)} times quicker`;
  };
  const row = (title: string, values: number[], ...rest: string[]) => [
    ...[title, `${median(values).toFixed(1)} s`, `${Math.max(...values).toFixed(1)} s`, ...rest],
  ];
  return table([
    [
      "build of the example",
      `median of ${rounds}`,
      "worst",
      "than cold",
      "to reach",
      "the practice",
    ],
    row("cold: nothing in the registry's cache", cold, "", "", "5 to 8 min"),
    row("warm: no file has changed", warm, times(warm), "10 times quicker", "30 to 60 s"),
    row("warm: only `src/` has changed", source, times(source), "10 times quicker", "30 to 60 s"),
  ]);
}
