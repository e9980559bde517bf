import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";
import { keyPair } from "../unit/settings/keys.ts";
import { distributed, distribution, table, time } from "./measure.ts";

const run = promisify(execFile);
const repository = join(import.meta.dirname, "../..");
const environments = ["staging", "uat", "production", "demo"];
const apps = Array.from({ length: 100 }, (_, index) => `app-${index}`);

/** What this needs of a stack file. */
interface Settings {
  config: Record<string, Record<string, object>>;
}

/**
 * `npm run bench -- diff`: what `slipway diff` takes for a hundred apps in four environments, of which one
 * line of one app differs, and where each app's settings do on the platform and in one environment.
 */
export async function diff(
  rounds: number,
  atEnd: (end: () => Promise<void>) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  atEnd(() => Promise.resolve(rmSync(folder, { recursive: true })));
  const [before, one, all] = ["before", "one", "all"].map((name) => join(folder, name));
  write(before!, (text) => text);
  write(one!, (text, file) => (file.includes("uat") ? text.replace("Warning", "Debug") : text));
  write(all!, (text, file) =>
    file.includes("uat") || file.includes("platform")
      ? text.replaceAll("Warning", "Debug").replaceAll("merge: maintainer", "merge: developer")
      : text,
  );
  const commands = [
    ["one line differs", "diff", before!, one!],
    ["each app differs", "diff", before!, all!],
    ["the command's own start", "--version"],
  ];
  const seconds = commands.map((): number[] => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [index, [, ...args]] of commands.entries()) {
      seconds[index]!.push(await time(() => slipway(args)));
    }
    console.error(`round ${round} of ${rounds}`);
  }
  const rows = commands.map(([title], index) => [title!, ...distribution(seconds[index]!)]);
  console.log(table([["100 apps in 4 environments", ...distributed], ...rows]));
}

async function slipway(args: string[]): Promise<void> {
  const command = join(repository, "cli/slipway.mjs");
  const options = { cwd: repository, maxBuffer: 100_000_000 };
  await run(process.execPath, [command, ...args], options);
}

/** The repository's own stack files, with as many apps. */
function write(folder: string, change: (text: string, file: string) => string): void {
  mkdirSync(join(folder, "compose"), { recursive: true });
  const read = (file: string) => readFileSync(join(repository, file), "utf8");
  const put = (file: string, content: unknown) =>
    writeFileSync(
      join(folder, file),
      change(stringify(content, { aliasDuplicateObjects: false }), file),
    );
  const parsed = (file: string) => parse(read(file)) as Settings;
  writeFileSync(join(folder, "Pulumi.yaml"), read("Pulumi.yaml"));
  for (const app of apps)
    writeFileSync(join(folder, `compose/${app}.yaml`), read("compose/shop.yaml"));

  const platform = parsed("Pulumi.platform.yaml");
  const { shop } = platform.config["slipway:apps"]!;
  platform.config["slipway:apps"] = each((app) => ({ ...shop, project: `acme/${app}` }));
  platform.config["slipway:environments"]!["demo"] = { branch: "main", deploy: "manual" };
  put("Pulumi.platform.yaml", platform);

  for (const stack of environments) {
    const settings = parsed("Pulumi.production.yaml");
    const { config } = settings;
    const own = config["slipway:apps"]!["shop"] as { env: object };
    const keys = config["slipway:keys"] as Record<string, object>;
    const pair = (name: string, former: object) => ({
      ...former,
      public: keyPair(`${stack} ${name}`).public,
    });
    const [deployer] = Object.values(keys["deployers"]!) as object[];
    config["slipway:apps"] = each((app, index) => ({
      ...own,
      compose: `compose/${app}.yaml`,
      env: { ...own.env, PORT: 3000 + index },
    }));
    for (const role of ["bootstrap", "configurator", "observer"])
      keys[role] = pair(role, keys[role]!);
    keys["deployers"] = each((app) => pair(app, deployer!));
    const server = { address: `${stack}.example.com`, hostKey: keyPair(`${stack} host`).public };
    config["slipway:servers"] = { "prod-1": server };
    put(`Pulumi.${stack}.yaml`, settings);
  }
}

function each(make: (app: string, index: number) => object): Record<string, object> {
  return Object.fromEntries(apps.map((app, index) => [app, make(app, index)]));
}
