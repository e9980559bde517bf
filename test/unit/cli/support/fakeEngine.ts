import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { run, type Finished } from "./command.ts";
import { removeFolder, writeStackFiles, type Keys } from "./stackFiles.ts";

const sendEvents = join(import.meta.dirname, "sendEvents.ts");

/**
 * Pulumi's CLI as far as its ends go: it notes what it was asked, keeps a state, fails while there is
 * a lock or a failure, can't read its state once for what a test has it meet in mid-write, sends the
 * events that a test lays down, and runs no program. What the real one
 * does is looked at in test/engine.
 */
const fake = `#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/asked"
echo "$PULUMI_JOURNALING_BATCH_PERIOD" >"$here/period"
[ "$PULUMI_SKIP_UPDATE_CHECK" = true ] || echo "looks for a newer version"
case "$PULUMI_BACKEND_URL" in */slipway-state-*) state=copy ;; *) state=state ;; esac
for each in "$1" "$1 $2"; do
  if rm "$here/cut short: $each" 2>/dev/null; then
    echo "error: failed to load checkpoint: EOF" >&2
    exit 255
  fi
done
case "$1 $2" in
version*) echo v3.999.0 ;;
whoami*) printf '{"url":"%s"}' "$PULUMI_BACKEND_URL" ;;
"stack export") cat "$here/$state" ;;
"stack import") cat >"$here/$state" ;;
config*) cat "$here/config" ;;
"stack history") echo '[]' ;;
"stack select") if [ -f "$here/none" ]; then echo "error: no stack named 'platform' found" >&2; exit 255; fi ;;
stack*) echo '{}' ;;
*)
  if [ -f "$here/display" ]; then cat "$here/display"; else echo "the engine's display"; fi
  operation=$1
  while [ "$1" ] && [ "$1" != --event-log ]; do shift; done
  if [ -f "$here/events" ]; then ${process.execPath} ${sendEvents} "$2" "$here/events"; fi
  # A preview takes no lock.
  if [ "$operation" != preview ] && ls "$here"/locks/* >/dev/null 2>&1; then
    echo "error: the stack is currently locked by 1 lock(s)." >&2
    cat "$here"/locks/* >&2
    exit 255
  fi
  if [ -f "$here/failure" ]; then cat "$here/failure" >&2; exit 255; fi
  ;;
esac
`;

/** A team's folder, and a stand-in for its engine in a folder of its own. */
export class FakeEngine {
  readonly team: string;
  readonly folder: string;

  constructor(keys: Keys) {
    this.team = writeStackFiles({ keys });
    this.folder = join(this.team, "engine");
    mkdirSync(this.folder);
    writeFileSync(join(this.folder, "pulumi"), fake, { mode: 0o755 });
    this.state([]);
  }

  remove(): void {
    removeFolder(this.team);
  }

  /** Lays down something that the stand-in looks for. */
  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  state(
    resources: { urn: string; type?: string; protect?: boolean }[],
    pending: object[] = [],
  ): void {
    const deployment = { resources, pending_operations: pending };
    this.write("state", JSON.stringify({ version: 3, deployment }));
  }

  /** A lock as the engine keeps and tells it, under the address of the backend. */
  lock(name: string, pid: number, backend = `file://${this.folder}`): void {
    mkdirSync(join(this.folder, "locks"), { recursive: true });
    this.write(
      join("locks", name),
      `  ${backend}/locks/${name}: created by root@${hostname()} (pid ${pid}) at 2026-11-22T10:00:00Z\n`,
    );
  }

  /** What a command's environment needs so that this is its engine. */
  get variables(): Record<string, string> {
    return {
      PATH: `${this.folder}:${process.env.PATH}`,
      PULUMI_BACKEND_URL: `file://${this.team}`,
    };
  }

  /** Runs a command of the engine's; no terminal is there to ask on. */
  slipway(args: string[], variables: Record<string, string> = {}): Promise<Finished> {
    return run(args, { cwd: this.team, env: { ...variables, ...this.variables } });
  }

  /** The operations that the engine was asked for, in order. */
  operations(): string[] {
    if (!existsSync(join(this.folder, "asked"))) return [];
    const asked = this.read("asked").trim().split("\n");
    const words = asked.map((line) => line.split(" ", 1)[0]!);
    return words.filter((word) => !/version|whoami|stack|config/.test(word));
  }
}
