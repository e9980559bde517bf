import type { Context } from "hono";

/**
 * One page of a list, with GitLab's headers. `page` counts from 1; `per_page` is 20 unless given,
 * and 100 at most.
 */
export function page(context: Context, items: readonly unknown[]): Response {
  const number = atLeastOne(context.req.query("page"), 1);
  const size = Math.min(atLeastOne(context.req.query("per_page"), 20), 100);
  const last = Math.max(1, Math.ceil(items.length / size));
  const previous = number > 1 ? number - 1 : undefined;
  const next = number < last ? number + 1 : undefined;

  context.header("X-Page", String(number));
  context.header("X-Per-Page", String(size));
  context.header("X-Prev-Page", String(previous ?? ""));
  context.header("X-Next-Page", String(next ?? ""));
  context.header("X-Total", String(items.length));
  context.header("X-Total-Pages", String(last));
  context.header(
    "Link",
    [
      link(context, previous, size, "prev"),
      link(context, next, size, "next"),
      link(context, 1, size, "first"),
      link(context, last, size, "last"),
    ]
      .filter((entry) => entry !== undefined)
      .join(", "),
  );
  return context.json(items.slice((number - 1) * size, number * size));
}

function link(context: Context, number: number | undefined, size: number, relation: string) {
  if (number === undefined) return undefined;
  const url = new URL(context.req.url);
  url.searchParams.set("page", String(number));
  url.searchParams.set("per_page", String(size));
  return `<${url.href}>; rel="${relation}"`;
}

function atLeastOne(text: string | undefined, otherwise: number): number {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 ? number : otherwise;
}
