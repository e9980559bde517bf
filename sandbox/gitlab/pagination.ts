import type { Context } from "hono";
import { ApiError } from "./errors.ts";
import type { Values } from "./input.ts";

const maximum = 100;

/**
 * One page of a list, with GitLab's headers. `page` counts from 1; `per_page` is 20 unless given,
 * and 100 at most. What is below is taken for the least or for the default; only 0 is refused.
 *
 * @throws ApiError 400
 */
export function page<Item>(context: Context, asked: Values, items: readonly Item[]): Item[] {
  if (context.req.query("pagination") === "keyset") return keyset(context, asked, items);
  const number = Math.max(1, asked["page"] as number);
  const size = pageSize(asked);
  const last = Math.max(1, Math.ceil(items.length / size));
  const previous = number > 1 ? number - 1 : undefined;
  const next = number < last ? number + 1 : undefined;

  context.header("X-Page", String(number));
  context.header("X-Per-Page", String(size));
  context.header("X-Prev-Page", String(previous ?? ""));
  context.header("X-Next-Page", String(next ?? ""));
  context.header("X-Total", String(items.length));
  context.header("X-Total-Pages", String(last));
  const pages = { prev: previous, next, first: 1, last };
  link(
    context,
    Object.entries(pages)
      .filter(([, number]) => number !== undefined)
      .map(([relation, number]) => [relation, { page: number, per_page: size }]),
  );
  return items.slice((number - 1) * size, number * size);
}

/** Pages by the last id seen, for lists in the order of ids. */
function keyset<Item>(context: Context, asked: Values, items: readonly Item[]): Item[] {
  if (asked["order_by"] !== "id") {
    throw new ApiError(405, {
      error: "Keyset pagination is not yet available for this type of request",
    });
  }
  const size = pageSize(asked);
  const found = items.slice(0, size);
  const { id } = (found.at(-1) ?? {}) as { id?: number };
  const from = asked["sort"] === "asc" ? "id_after" : "id_before";
  if (items.length > size) link(context, [["next", { per_page: size, [from]: id }]]);
  return found;
}

/** Pages of things that are no records, each from behind the last id seen (`page_token`). */
export function pageByToken<Item extends { id: string }>(
  context: Context,
  asked: Values,
  items: readonly Item[],
): Item[] {
  const size = pageSize(asked);
  const { page_token: token } = asked;
  const from = token ? items.findIndex(({ id }) => id === token) + 1 : 0;
  const found = items.slice(from, from + size);
  const last = found.at(-1)?.id;
  if (items.length > from + size) link(context, [["next", { per_page: size, page_token: last }]]);
  return found;
}

function pageSize({ per_page: asked }: Values): number {
  if (asked === 0) throw new ApiError(400, { error: "per_page has a value not allowed" });
  return (asked as number) < 0 ? 20 : Math.min(asked as number, maximum);
}

function link(context: Context, pages: [relation: string, query: Values][]): void {
  const links = pages.map(([relation, query]) => {
    const url = new URL(context.req.url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    return `<${url.href}>; rel="${relation}"`;
  });
  context.header("Link", links.join(", "));
}
