import { readFileSync, writeFileSync, appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { Connection } from "../../../../cli/registry/connection.ts";
import { readManifest, writeManifest } from "../../../../cli/registry/manifests.ts";
import { pushImage } from "../support/registry.ts";

/**
 * In the place of `docker buildx`: pushes an image of its own with the account that Docker's
 * configuration has, as `docker login` writes it, and says what it was called with.
 */
const [log = "", ...args] = process.argv.slice(2);
if (args.join(" ") === "buildx version") process.exit(0);
const value = (option: string) => args[args.indexOf(option) + 1] ?? "";
const context = args.at(-1) ?? "";
const [name = "", tag = ""] = value("--tag").split(/:(?=[^:/]*$)/);
const host = name.slice(0, name.indexOf("/"));
const repository = name.slice(host.length + 1);
const config = join(
  process.env.DOCKER_CONFIG ?? join(process.env.HOME ?? "", ".docker"),
  "config.json",
);
const { auths } = JSON.parse(readFileSync(config, "utf8")) as {
  auths: Record<string, { auth: string }>;
};
const [user = "", password = ""] = Buffer.from(auths[host]?.auth ?? "", "base64")
  .toString()
  .split(":");
const seen = {
  args: args.slice(0, -1),
  dockerfile: readFileSync(value("--file"), "utf8").split("\n")[0],
  hasCommand: existsSync(join(context, "cli/slipway.mjs")),
  hasStackFiles: existsSync(join(context, "Pulumi.platform.yaml")),
  token: process.env.SLIPWAY_TOOL_TOKEN,
};
appendFileSync(log, `${JSON.stringify(seen)}\n`);
if (process.env.BUILDER_FAILS) {
  console.error(`#9 [dependencies 5/5] RUN npm ci\n#9 ERROR: exit code: 1 ${password}`);
  process.exit(1);
}
const connection = new Connection(host, { address: host, user, password });
const digest = await pushImage(connection, repository, { built: String(process.hrtime.bigint()) });
const manifest = await readManifest(connection, repository, digest);
await writeManifest(connection, repository, tag, manifest!);
writeFileSync(value("--metadata-file"), JSON.stringify({ "containerimage.digest": digest }));
