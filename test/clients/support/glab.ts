import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPrograms } from "./programs.ts";
import { type Ran, run, runWell } from "./run.ts";
import type { Server } from "./server.ts";

/** A clone of acme/shop, and glab in it. */
export interface Glab {
  folder: string;
  /** @returns what it ended with and said */
  glab: (...args: string[]) => Promise<Ran>;
  /** The same, where it must succeed. @returns what it said */
  well: (...args: string[]) => Promise<string>;
  /** Commits a file and pushes it to a branch. */
  push: (branch: string, path: string, text: string) => Promise<void>;
}

/** A name in the place of an address: glab takes no port from a remote of git's. */
const host = "gitlab.example";

/**
 * Furnishes a server with the project acme/shop, and clones it. git and glab ask for the host through a
 * proxy, which is the server itself.
 */
export async function cloneWithGlab(server: Server): Promise<Glab> {
  const { glab: command } = await installPrograms(console.log);
  const { id } = (await server.request("POST", "groups", { name: "acme", path: "acme" })) as {
    id: number;
  };
  const project = { name: "shop", namespace_id: id, initialize_with_readme: true };
  await server.request("POST", "projects", project);
  const settings = join(server.folder, "settings");
  mkdirSync(settings, { mode: 0o700 });
  const { token } = server;
  const known = { token, api_host: host, api_protocol: "http", git_protocol: "http" };
  writeFileSync(
    join(settings, "config.yml"),
    JSON.stringify({ host, check_update: false, hosts: { [host]: known } }),
    { mode: 0o600 },
  );
  const folder = join(server.folder, "shop");
  const git = join(server.folder, "gitconfig");
  writeFileSync(
    git,
    `[user]\nname = Dora\nemail = dora@example.com\n[credential]\nhelper = "!f() { echo username=root; echo password=$TEST_TOKEN; }; f"\n`,
  );
  const environment = {
    ...{ HTTP_PROXY: server.url, http_proxy: server.url, TEST_TOKEN: token },
    ...{ GLAB_CONFIG_DIR: settings, HOME: server.folder, GIT_CONFIG_GLOBAL: git },
  };
  const well = (program: string, args: string[], where = folder) =>
    runWell(program, args, { folder: where, environment });
  await well("git", ["clone", "--quiet", `http://${host}/acme/shop.git`, folder], server.folder);
  return {
    folder,
    glab: (...args) => run(command, args, { folder, environment }),
    well: (...args) => well(command, args),
    async push(branch, path, text) {
      await well("git", ["checkout", "--quiet", "-B", branch]);
      writeFileSync(join(folder, path), text);
      execFileSync("git", ["add", "--all"], { cwd: folder });
      await well("git", ["commit", "--quiet", "--message", `Change ${path}`]);
      await well("git", ["push", "--quiet", "--set-upstream", "origin", branch]);
    },
  };
}
