import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GitLabAddress } from "./gitlabDaemon.ts";
import type { SandboxRunner } from "./runners.ts";

/** The token by which GitLab knows a runner: the one of an earlier start while GitLab does. */
export async function runnerToken(
  place: string,
  gitlab: GitLabAddress,
  runner: SandboxRunner,
): Promise<string> {
  const file = join(place, "token");
  const kept = existsSync(file) ? await readFile(file, "utf8") : undefined;
  if (kept !== undefined && (await knows(gitlab, kept))) return kept;
  const token = await create(gitlab, runner);
  await writeFile(file, token, { mode: 0o600 });
  return token;
}

async function knows({ baseUrl }: GitLabAddress, token: string): Promise<boolean> {
  const answer = await post(new URL("runners/verify", baseUrl), { token });
  await answer.body?.cancel();
  return answer.ok;
}

async function create({ baseUrl, token }: GitLabAddress, runner: SandboxRunner): Promise<string> {
  const asked = {
    runner_type: "instance_type",
    description: `sandbox-${runner.name}`,
    tag_list: [runner.tag],
    run_untagged: false,
    access_level: runner.protected ? "ref_protected" : "not_protected",
  };
  const answer = await post(new URL("user/runners", baseUrl), asked, {
    authorization: `Bearer ${token}`,
  });
  if (!answer.ok) {
    throw new Error(
      `GitLab answered ${answer.status} to the making of the runner "${runner.name}": ${await answer.text()}`,
    );
  }
  return ((await answer.json()) as { token: string }).token;
}

function post(url: URL, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}
