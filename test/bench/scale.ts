import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Gitlab } from "@gitbeaker/rest";
import { parseDocument } from "yaml";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { encrypt } from "../../settings/index.ts";
import { time } from "./measure.ts";
import { startService } from "./service.ts";

/** Secret variables in each environment, which is one app on one server. */
const [staging, uat, production] = (process.env.VARIABLES ?? "50,200,1000").split(",").map(Number);
const sizes = { staging, uat, production };

/** As many requests at a time as the engine takes steps, unless told otherwise. */
const atOnce = availableParallelism() * 4;

type Slipway = (args: string[], variables: Record<string, string>) => Promise<void>;

/**
 * `npm run bench -- scale`: environments with many variables, beside a client of GitLab's that writes
 * as many to the same project, under a scope of its own. The state is in a folder; with
 * `-- scale service` in a service that takes journals; or in what PULUMI_BACKEND_URL names.
 */
export async function scale(sandbox: Sandbox, slipway: Slipway, kind = "folder"): Promise<void> {
  const backend = kind === "service" ? await startService() : given();
  console.log(`\nSandbox figures in seconds, the state in ${backend.called}\n`);
  await slipway(["up", "platform", "--yes"], backend.variables);
  for (const [stack, count] of Object.entries(sizes)) {
    if (!count) continue;
    await addVariables(sandbox, stack, count);
    const run = (...args: string[]) => time(() => slipway([...args, stack], backend.variables));
    const first = await run("up", "--yes");
    const theirs = await time(() => writeVariables(sandbox, `bench-${stack}`, count));
    const [preview, again] = [await run("preview"), await run("up", "--yes")];
    const shown = (seconds: number) =>
      `${seconds.toFixed(1)} (${(seconds / theirs).toFixed(1)} times)`;
    console.log(
      `${count} variables: @gitbeaker/rest ${theirs.toFixed(1)}, first up ${shown(first)}, ` +
        `preview without changes ${shown(preview)}, up without changes ${shown(again)}`,
    );
  }
  backend.close();
}

function given() {
  const { PULUMI_BACKEND_URL: address } = process.env;
  return {
    called: address ?? "a folder",
    variables: address ? { PULUMI_BACKEND_URL: address } : ({} as Record<string, string>),
    close: () => undefined,
  };
}

async function addVariables(
  { work, variables }: Sandbox,
  stack: string,
  count: number,
): Promise<void> {
  const path = join(work, `Pulumi.${stack}.yaml`);
  const passphrase = variables.PULUMI_CONFIG_PASSPHRASE!;
  // Deriving the key takes long, so one value is encrypted for all of them.
  const { text, ciphertext } = encrypt(await readFile(path, "utf8"), passphrase, "bench-secret");
  const file = parseDocument(text);
  for (const key of keys(count)) {
    const at = ["config", "slipway:apps", "shop", "pipeline", "variables", key];
    file.setIn(at, file.createNode({ value: { secure: ciphertext } }));
  }
  await writeFile(path, String(file));
}

async function writeVariables({ gitlab }: Sandbox, scope: string, count: number): Promise<void> {
  const api = new Gitlab({ host: new URL(gitlab.baseUrl).origin, token: gitlab.token });
  const waiting = keys(count);
  const work = async () => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      await api.ProjectVariables.create("acme/shop", key, "bench-secret", {
        environmentScope: scope,
        masked: true,
        protected: true,
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

function keys(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `BENCH_${String(index).padStart(4, "0")}`);
}
