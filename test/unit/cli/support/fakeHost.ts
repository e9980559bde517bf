/**
 * What a server's forced command runs in these tests: it notes what it is asked and answers what
 * the test has laid down, in the shape of host/protocol.ts. The first argument is its folder.
 */
import { appendFileSync, readFileSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { setTimeout as sleep } from "node:timers/promises";
import type { Script } from "./server.ts";

const [folder = "", role = ""] = process.argv.slice(2);
// The first contact comes as root, with a program of its own.
const isFirst = role === "bootstrap";
const action = isFirst ? role : (process.env.SSH_ORIGINAL_COMMAND ?? "");
const input = readFileSync(0, "utf8");
const sent = isFirst ? gunzipSync(Buffer.from(input, "base64")).toString() : input;
const body = JSON.parse(sent) as Record<string, unknown>;
const request = isFirst ? body.request : body;
appendFileSync(join(folder, "asked.jsonl"), JSON.stringify({ role, action, request }) + "\n");

const scripts = JSON.parse(readFileSync(join(folder, "scripts.json"), "utf8")) as Record<
  string,
  Script[]
>;
const [script, ...later] = scripts[action] ?? [];
// The last one stays for every call to come.
if (later.length > 0) {
  writeFileSync(join(folder, "scripts.json"), JSON.stringify({ ...scripts, [action]: later }));
}
for (const line of script?.progress ?? []) process.stderr.write(line + "\n");
if (script?.echo) process.stderr.write(input + "\n");
// Until it is there; or the test is over, and the folder gone.
while (script?.until && existsSync(folder) && !existsSync(join(folder, script.until))) {
  await sleep(20);
}
if (script?.answer !== undefined) {
  const { answer } = script;
  process.stdout.write(typeof answer === "string" ? answer : JSON.stringify(answer) + "\n");
}
while (script?.stays && existsSync(folder)) await sleep(20);
process.exitCode = script?.code ?? 0;
