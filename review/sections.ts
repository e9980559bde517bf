import type { Change, Concern, Difference, DoorChange, Way } from "./difference.ts";
import { isSame } from "./difference.ts";
import { inNumbers } from "./stackChanges.ts";
import { replacements, stackSections } from "./stackSections.ts";
import { valueWords } from "./values.ts";
import { people, ways } from "./ways.ts";
import { listed, words, type Words } from "./words.ts";

/** A difference as it is read: what does the most harm first, then stack by stack. */
export interface Section {
  title: string;
  /** A stack's name, which is somebody's own. */
  stack?: string;
  /** How many of what, where that says more than the number of items. */
  numbers?: string;
  items: Item[];
}

export interface Item {
  kind: Change["kind"];
  direction?: Change["direction"];
  said: Words;
  notes: Words[];
  /** `Pulumi.production.yaml:12` */
  place?: string;
}

const titles: Record<Exclude<Concern, "rest">, string> = {
  followed: "What tokens, keys and passwords follow",
  gone: "Deleted, or begun anew elsewhere",
  access: "Who may do what, and what stands before an environment",
  data: "Services that hold data",
};

export function sections(difference: Difference): Section[] {
  const { changes, others = [] } = difference;
  const loud = (Object.keys(titles) as (keyof typeof titles)[]).map((concern) => ({
    title: titles[concern],
    items: [
      ...changes.filter((change) => change.concern === concern).map((change) => item(change, true)),
      ...(concern === "gone" ? replacements(difference.stacks ?? []) : []),
      ...(concern === "access" ? doorItems(difference.doors) : []),
      ...(concern === "followed" && others.length > 0 ? [otherFiles(others)] : []),
    ],
  }));
  const rest = changes.filter(({ concern }) => concern === "rest");
  const stacks = [...new Set(rest.map(({ stack }) => stack))];
  const byStack = stacks.map((stack) => ({
    ...{ title: stack === "" ? "Pulumi.yaml" : stack, stack },
    items: rest.filter((change) => change.stack === stack).map((change) => item(change, false)),
  }));
  const all = [...loud, ...byStack].filter(({ items }) => items.length > 0);
  return [...all, ...stackSections(difference.stacks ?? [])];
}

function item(change: Change, withStack: boolean): Item {
  const { kind, direction, stack, what, notes, file, line } = change;
  const values = valueWords(change);
  const where = withStack && stack !== "" ? words`${stack}: ` : [];
  const replaced = kind === "replaced" ? [" is replaced"] : [];
  return {
    ...{ kind, direction, notes, place: `${file}:${line}` },
    said: [...where, ...what, ...replaced, ...(values.length > 0 ? [": ", ...values] : [])],
  };
}

/** One line for all apps that come to an environment in the same new way. */
function doorItems(doors: DoorChange[]): Item[] {
  const alike = new Map<string, DoorChange[]>();
  for (const door of doors) {
    const key = JSON.stringify([door.environment, door.from, door.to]);
    alike.set(key, [...(alike.get(key) ?? []), door]);
  }
  return [...alike.values()].map((group) => {
    const { environment, from, to, direction } = group[0]!;
    const apps = group.map(({ app }) => app);
    const change = [
      ...(from ? wayWords(from) : []),
      ...(from && to ? [" → "] : []),
      ...(to ? wayWords(to) : []),
    ];
    return {
      kind: from ? (to ? "changed" : "removed") : "added",
      direction,
      said: words`who brings ${few(apps)} to ${environment}: ${change}`,
      notes: [],
    };
  });
}

function wayWords({ branch, deploy, role }: Way): Words {
  return [people[role], " of ", { quoted: branch }, `, ${ways[deploy]}`];
}

/** The first of many. */
export function few(names: string[], most = 12): Words {
  if (names.length <= most) return listed(names);
  return [
    ...names.slice(0, most).flatMap((name): Words => [{ quoted: name }, ", "]),
    `and ${names.length - most} more`,
  ];
}

function otherFiles(others: NonNullable<Difference["others"]>): Item {
  const count = others.length === 1 ? "1 other file" : `${others.length} other files`;
  return {
    kind: "changed",
    said: words`${[count]} of the repository: ${few(
      others.map(({ path }) => path),
      20,
    )}`,
    notes: [["They are not compared here. Whoever runs `up` with them runs their code."]],
  };
}

/** How much of what there is, in a line. */
export function summary(difference: Difference): string {
  const { changes, problems, others = [], notCompared, doors } = difference;
  const of = (concern: Concern) => changes.filter((change) => change.concern === concern).length;
  const weaker = [...changes, ...doors].filter(({ direction }) => direction === "weaker").length;
  const parts = [
    count(problems.length, "problem"),
    count(
      of("followed"),
      "change of what tokens and keys follow",
      "changes of what tokens and keys follow",
    ),
    count(of("gone"), "deletion"),
    count(weaker, "weaker protection"),
    count(of("data"), "change of what holds data", "changes of what holds data"),
    count(of("rest"), "other change"),
    count(others.length, "file that is not compared", "files that are not compared"),
    count(notCompared.length, "file that cannot be compared", "files that cannot be compared"),
  ].filter((part) => part !== undefined);
  const done = difference.stacks?.flatMap((stack) => stack.changes);
  if (isSame(difference)) return "Nothing differs.";
  const settings = parts.length > 0 ? `${parts.join(", ")}.` : "The settings say the same.";
  return `${settings}${done ? ` By \`slipway up\`: ${inNumbers(done)}.` : ""}`;
}

function count(number: number, one: string, many = `${one}s`): string | undefined {
  return number === 0 ? undefined : `${number} ${number === 1 ? one : many}`;
}
