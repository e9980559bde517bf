import { pathText, valueAt } from "../settings/index.ts";
import type { Path } from "../settings/index.ts";
import type { Change } from "./difference.ts";
import type { Pair } from "./settingsChanges.ts";
import { words, type Words } from "./words.ts";

/**
 * What belongs together of an environment's changes: a secret with the day when it was set, and a line of
 * `.env` that was in clear with the secret that it becomes.
 */
export function joined(changes: Change[], pair: Pair): Change[] {
  const at = new Map(changes.map((change) => [change.path, change]));
  const told = new Set<Change>();
  const result = changes.map((change) => {
    const key = secretKey(change);
    if (key === undefined) return change;
    const { app, secret } = key;
    const plain = at.get(pathText(["slipway:apps", app, "env", secret]));
    if (change.kind === "added" && plain?.kind === "removed") {
      told.add(plain);
      const note = words`It was in clear, and stays so in this repository's history.`;
      return move(plain, change, "stronger", note);
    }
    if (change.kind === "removed" && plain?.kind === "added") {
      told.add(plain);
      return move(change, plain, "weaker", words`From now on previews show it.`);
    }
    if (change.kind !== "replaced") return change;
    const date = at.get(pathText(["slipway:apps", app, "rotate", secret, "changed"]));
    if (date?.kind === "changed") told.add(date);
    return {
      ...change,
      notes: [...change.notes, datesOf(app, secret, pair), ...seenBy(app, secret, pair)],
    };
  });
  return result.filter((change) => !told.has(change)).map((change) => alone(change, at));
}

function secretKey({
  path,
  app,
  stack,
  kind,
}: Change): { app: string; secret: string } | undefined {
  if (app === undefined || stack === "platform" || kind === "changed") return undefined;
  const start = `${pathText(["slipway:apps", app, "secrets"])}.`;
  return path.startsWith(start) ? { app, secret: path.slice(start.length) } : undefined;
}

function move(from: Change, to: Change, direction: "weaker" | "stronger", note: Words): Change {
  const { from: before } = from;
  const { to: after } = to;
  return {
    ...to,
    ...{ concern: "access", kind: "changed", direction, notes: [note] },
    ...(before && { from: before }),
    ...(after && { to: after }),
  };
}

/** When it was replaced, as far as anybody has written it down. */
function datesOf(app: string, secret: string, { before, after }: Pair): Words {
  const path: Path = ["slipway:apps", app, "rotate", secret, "changed"];
  const [old, now] = [before, after].map(({ settings }) => valueAt(settings, path));
  if (typeof now !== "string") return words`Nobody has written down when it was set.`;
  if (old === now) return words`Its day stays ${now}, though the secret is another.`;
  return typeof old === "string"
    ? words`It was set on ${old}, and now on ${now}.`
    : words`It was set on ${now}.`;
}

function seenBy(app: string, secret: string, { after }: Pair): Words[] {
  const published = valueAt(after.settings, ["slipway:apps", app, "pipeline", "secrets"]);
  const isPublished = Array.isArray(published) && published.includes(secret);
  return isPublished ? [words`Jobs see it as well, as a variable.`] : [];
}

/** A day that was written down though the secret is the one from before. */
function alone(change: Change, at: Map<string, Change>): Change {
  const [, start, key] = /^(.*)\.rotate\.(\w+)\.changed$/.exec(change.path) ?? [];
  const secret = at.get(`${start}.secrets.${key}`);
  if (key === undefined || change.kind !== "changed" || secret) return change;
  return { ...change, notes: [...change.notes, words`The secret itself is the one from before.`] };
}
