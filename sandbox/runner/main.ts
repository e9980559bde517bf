import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { readConfiguration } from "./configuration.ts";
import { serve } from "./runner.ts";
import type { Slot } from "./slot.ts";
import { findUser } from "./users.ts";

const usage =
  "Usage: node sandbox/runner/main.ts run --config <config.toml> [--user <name>]…\n" +
  "Runs jobs as gitlab-runner with these options would, one at a time for each user.";

/** Of a runner whose GitLab is on the same machine: nobody has to be spared. */
const pace = { update: 1, silence: 2 };
const longestPause = 0.25;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { config: { type: "string" }, user: { type: "string", multiple: true } },
});
if (positionals[0] !== "run" || !values.config) {
  console.error(usage);
  process.exit(2);
}
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGQUIT"] as const) {
  process.on(signal, () => stop.abort());
}
try {
  await run(values.config, values.user ?? []);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

async function run(file: string, users: string[]): Promise<void> {
  const configuration = readConfiguration(readFileSync(file, "utf8"), file);
  const slots = await slotsOf(configuration.concurrent, users, dirname(file));
  const say = (line: string) => console.log(`${new Date().toISOString()} ${line}`);
  const [runner, ...others] = configuration.runners;
  if (others.length > 0) say("This runner takes the first of the [[runners]] only.");
  const docker = process.env["DOCKER_HOST"];
  const { name, url, token, environment, cache_dir: cache } = runner!;
  say(`${name} asks ${url} for jobs, ${slots.length} at a time.`);
  await serve(
    { name, url, token, cache, pace, environment: environment ?? [], docker },
    ...[slots, Math.min(longestPause, configuration.check_interval), stop.signal, say],
  );
}

/** A user each where there are some; otherwise all as whoever runs this. */
async function slotsOf(count: number, users: string[], folder: string): Promise<Slot[]> {
  if (users.length === 0) {
    const homes = Array.from({ length: count }, (_, index) => join(folder, `slot-${index}`));
    return homes.map((home, index) => ({ index, user: undefined, home }));
  }
  return Promise.all(
    users.map(async (name, index) => {
      const user = await findUser(name);
      if (!user) throw new Error(`There is no user ${name} on this machine.`);
      return { index, user, home: user.home };
    }),
  );
}
