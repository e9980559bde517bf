import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { jobToolsOf, withTools } from "./jobTools.ts";
import { readConfiguration, writeConfiguration } from "./runner/configuration.ts";
import { runnerFolder, sandboxRunners } from "./runners.ts";
import { repository } from "./sandbox.ts";

/**
 * `npm run sandbox:runner`: a config.toml by which a real gitlab-runner takes the jobs of this sandbox.
 * On standard output, with the runners' tokens in it.
 */
const folder = join(repository, ".sandbox");
const configurations = sandboxRunners
  .map((runner) => join(runnerFolder(folder, runner), "config.toml"))
  .filter((file) => existsSync(file))
  .map((file) => readConfiguration(readFileSync(file, "utf8"), file));

if (configurations.length === 0) {
  console.error("There are no runners here that it could stand for. npm start makes them.");
  process.exit(1);
}
const options = ["--config", "config.toml", "--working-directory", "<folder>", "--user", "<user>"];
const command = withTools(jobToolsOf(folder), ["gitlab-runner", "run", ...options]);
process.stdout.write(`# The runners of the sandbox in ${repository}.
# npm start uses a gitlab-runner on the PATH by itself, one for each user. By hand, where jobs find
# slipway as they do here, once those of the sandbox have ended:
#   ${command.map(shown).join(" ")}
${writeConfiguration({
  concurrent: configurations.reduce((sum, { concurrent }) => sum + concurrent, 0),
  check_interval: 1,
  runners: configurations.flatMap(({ runners }) => runners),
})}`);

function shown(word: string): string {
  return /^[\w./<>=-]+$/.test(word) ? word : `'${word}'`;
}
