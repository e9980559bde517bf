import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Docker } from "../docker.ts";
import { digestOf, type Registry } from "../registry.ts";
import { buildImage } from "./build.ts";
import { mirrored, providePublicImages } from "./publicImages.ts";
import { node } from "./public/node.ts";

/** Where the example app is. */
export const example = join(import.meta.dirname, "../../examples/shop");

/** What `npm start` shows of the example, each as `<registry>/acme/shop@sha256:…`. */
export type Images = Record<"1.0.0" | "2.0.0" | "3.0.0-unhealthy", string>;

/** Provides what it is built from, then builds two good versions and one that never gets healthy. */
export async function buildExample(docker: Docker, registry: Registry): Promise<Images> {
  await providePublicImages(docker, registry);
  return {
    "1.0.0": await buildVersion(docker, registry, "1.0.0"),
    "2.0.0": await buildVersion(docker, registry, "2.0.0"),
    "3.0.0-unhealthy": await buildVersion(docker, registry, "3.0.0", misspell),
  };
}

/** The files of the example as a commit has them, whatever its developer has made beside them. */
export function copyExample(to: string): void {
  const made = ["coverage", "dist", "node_modules", "reports"];
  cpSync(example, to, { recursive: true, filter: (path) => !made.includes(basename(path)) });
}

async function buildVersion(
  docker: Docker,
  registry: Registry,
  version: string,
  change: (context: string) => void = () => {},
): Promise<string> {
  const context = mkdtempSync(join(tmpdir(), "slipway-example-"));
  try {
    copyExample(context);
    change(context);
    const [repository = "", tag = ""] = node.name.split(":");
    const base = `${mirrored(registry, repository)}@${await digestOf(registry, `library/${repository}`, tag)}`;
    return await buildImage(docker, registry, {
      repository: "acme/shop",
      context,
      args: { NODE_IMAGE: base, VERSION: version },
    });
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

/** A commit as anyone makes one: its health check asks a table that there is none of. */
function misspell(context: string): void {
  const file = join(context, "src/orders.ts");
  const text = readFileSync(file, "utf8");
  const wrong = text.replace("select from orders limit", "select from ordres limit");
  if (wrong === text) throw new Error(`${file} no longer asks for an order: change misspell.`);
  writeFileSync(file, wrong);
}
