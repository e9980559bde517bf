import type { Values } from "./input.ts";

type Order<Item> = (left: Item, right: Item) => number;

/** What a list may be asked to hold, by the option's name. What isn't asked is missing or null. */
export type Filters<Item> = Record<string, (item: Item, wanted: never, asked: Values) => boolean>;

/** Options of lists that are about how they are shown, or that change nothing here. */
export const indifferent = [
  ...["page", "per_page", "order_by", "sort", "simple", "statistics", "with_custom_attributes"],
  "all_available",
  ...["include_hidden", "include_pending_delete"],
  ...["show_seat_info", "with_saml_identity"],
  // Nothing is shared with a group, or scanned.
  ...["with_shared", "include_ancestor_groups", "with_security_reports"],
];

/** The items that a list is asked for, by `order_by` and `sort`. */
export function filter<Item>(
  items: readonly Item[],
  filters: Filters<Item>,
  asked: Values,
  orders: Record<string, Order<Item>>,
): Item[] {
  const wanted = Object.entries(filters).filter(([name]) => (asked[name] ?? null) !== null);
  const found = items.filter((item) =>
    wanted.every(([name, holds]) => holds(item, asked[name] as never, asked)),
  );
  const order = orders[asked["order_by"] as string];
  const sorted = order ? found.sort(order) : found;
  return asked["sort"] === "desc" ? sorted.reverse() : sorted;
}

/** Orders by a key; what has the same one stays in the order that it has. */
export function by<Item>(key: (item: Item) => string | number): Order<Item> {
  return (left, right) => {
    const [first, second] = [key(left), key(right)];
    return first < second ? -1 : first > second ? 1 : 0;
  };
}

/**
 * What a search for names of branches means: a part of the name, in any case, in which `^`, `$` and
 * `*` stand for its start, its end and anything (GitLab's `GitRefsFinder`).
 */
export function searchPattern(search: string): RegExp {
  const quoted = search.replaceAll(/[\\^$.|?+*()[\]{}]/g, "\\$&");
  const pattern = quoted
    .replace("\\^", () => "^")
    .replaceAll("\\*", () => ".*?")
    .replace("\\$", () => "$");
  return new RegExp(pattern, "i");
}
