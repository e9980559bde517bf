import { paint, printable, table, type Surface } from "../terminal/output.ts";
import type { Container, EnvLine } from "./container.ts";

/** What containers get, in paragraphs; of one key only, where one is asked for. */
export function renderContainer(
  { compose, env, added, services }: Container,
  surface: Surface,
  only?: string,
): string[] {
  const isAsked = ({ key }: { key: string }) => only === undefined || key === only;
  const parts: string[] = [];
  const lines = env.filter(isAsked);
  if (lines.length > 0) {
    const rows = lines.map((line) => [line.key, valueOf(line), placeOf(line.at), usedBy(line)]);
    const head = `${paint("Containers", "bold", surface)} (.env of ${compose})`;
    parts.push(`${head}\n${table(["key", "value", "from", "services"], rows, surface)}`);
  }
  const own = services.filter(isAsked);
  if (own.length > 0) {
    const rows = own.map(({ service, key, text, from, at, over }) => [
      ...[service, key, text ?? `as in ${from}`, `${from}, ${placeOf(at)}`, over.join(", ")],
    ]);
    const head = `${paint("What services say themselves", "bold", surface)} (before .env, and before what the image sets)`;
    const header = ["service", "key", "as written", "from", "instead of"];
    parts.push(`${head}\n${table(header, rows, surface)}`);
  }
  parts.push(
    ...added
      .filter(isAsked)
      .map(({ key, says }) => `Compose is given besides: ${paint(key, "bold", surface)}, ${says}.`),
  );
  return parts;
}

function valueOf({ value, secret, since }: EnvLine): string {
  if (!secret) return printable(value ?? "");
  return since === undefined ? "secret" : `secret, since ${since}`;
}

function placeOf({ file, line }: { file: string; line: number }): string {
  return `${file}:${line}`;
}

/** `app, migrate; named by database`; nobody's, where the compose file has no use for it. */
function usedBy({ services, namedBy }: EnvLine): string {
  const named = namedBy.filter((name) => !services.includes(name));
  const parts = [
    ...(services.length > 0 ? [services.join(", ")] : []),
    ...(named.length > 0 ? [`named by ${named.join(", ")}`] : []),
  ];
  return parts.length === 0 ? "none" : parts.join("; ");
}
