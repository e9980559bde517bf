import type { z } from "zod";
import { pathText } from "../problem.ts";
import type { Complaint, Path, Problem } from "../problem.ts";
import { keyWithoutSpace, missingSpaceAfter } from "../read/breakage.ts";
import { Unquoted } from "../read/scalar.ts";
import { isMap, isSecure } from "../kinds/about.ts";
import type { About } from "../kinds/about.ts";
import { children, placeAt, securePaths, valueAt } from "../kinds/walk.ts";
import { missingFix, plainSecretFix, secretFix } from "./fixes.ts";
import { slipsIn } from "./slips.ts";
import { meant, oneOf, show } from "../words.ts";
import type { Yaml } from "../read/yaml.ts";

/**
 * Holds a stack file's `config` to its schema.
 *
 * @returns the typed settings, with defaults, or nothing where there are problems
 */
export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  config: unknown,
  yaml: Yaml,
  stack: string,
): { settings?: z.infer<Schema>; problems: Problem[] } {
  const misplaced = securePaths(config).filter((path) => {
    const kind = placeAt(schema, path)?.about.kind;
    return kind !== undefined && kind !== "secret" && kind !== "either";
  });
  const problems = misplaced.map((path) => complain(path, misplacedSecret(path)));

  const result = schema.safeParse(config);
  const issues = result.error?.issues ?? [];
  const slips = slipsIn(schema, config, issues);
  const slipped = new Set(slips.map(({ at, meant }) => pathText([...at, meant])));
  for (const issue of issues) {
    const path = issue.path as (string | number)[];
    if (slipped.has(pathText(path))) continue;
    const under = misplaced.some((place) => place.every((step, index) => step === path[index]));
    if (!under) problems.push(...toProblems(issue, path));
  }
  return problems.length === 0 ? { settings: result.data, problems } : { problems };

  function complain(path: Path, complaint: Complaint, where?: "key" | "value"): Problem {
    return yaml.problem(["config", ...shorten(path)], complaint, where);
  }

  /** What may be said by one text alone stands where its group would. */
  function shorten(path: Path): Path {
    const outer = path.slice(0, -1);
    const short = placeAt(schema, outer)?.about.short;
    const isShort = short !== undefined && path.at(-1) === short && !isMap(valueAt(config, outer));
    return isShort ? outer : path;
  }

  function toProblems(issue: z.core.$ZodIssue, path: Path): Problem[] {
    if (issue.code === "invalid_key") {
      const complaints = issue.issues.flatMap((inner) => complaintOf(inner) ?? []);
      return complaints.map((complaint) => complain(path, complaint, "key"));
    }
    const secret = secretAround(path);
    if (secret) return [complain(secret, notOfItsKind(secret))];
    if (issue.code === "unrecognized_keys") {
      const known = children(placeAt(schema, path)!.schema).map(([name]) => name);
      return issue.keys.map((key) => {
        const slip = slips.find((one) => one.said === key && pathText(one.at) === pathText(path));
        return complain([...path, key], unknownKey(key, slip ? [slip.meant] : known), "key");
      });
    }
    return [complain(path, complaintOf(issue) ?? notOfItsKind(path))];
  }

  /** What is wrong inside `{ secure: … }` is wrong with the whole. */
  function secretAround(path: Path): Path | undefined {
    const ends = path.map((_, index) => path.slice(0, index + 1));
    return ends.find((end) => placeAt(schema, end)?.about.kind === "secret");
  }

  /** What zod only calls invalid: nothing there, or something else than belongs there. */
  function notOfItsKind(path: Path): Complaint {
    const place = placeAt(schema, path)!;
    const there = shorten(path);
    return yaml.has(["config", ...there])
      ? wrongType(valueAt(config, there), place.about, path, stack)
      : missing(String(path.at(-1)), place.about, path, stack);
  }
}

function complaintOf(issue: z.core.$ZodIssue): Complaint | undefined {
  if (issue.code !== "custom") return undefined;
  return (issue.params as { complaint?: Complaint } | undefined)?.complaint;
}

function misplacedSecret(path: Path): Complaint {
  const key = String(path.at(-1));
  const inEnv = path[0] === "slipway:apps" && path[2] === "env";
  return {
    rule: "secret.elsewhere",
    message: "An encrypted value stands where values are shown in clear.",
    fix: inEnv ? `move \`${key}\` to \`secrets\`.` : "write the value itself.",
  };
}

function unknownKey(key: string, known: string[]): Complaint {
  const message = `\`${key}\` is not a setting here.`;
  return { rule: "shape.unknown-key", message, ...meant(key, known) };
}

function missing(name: string, about: About, path: Path, stack: string): Complaint {
  return {
    rule: "shape.missing",
    message: `\`${name}\` is missing.`,
    fix: missingFix(name, about, path, stack),
  };
}

const WORDS: Record<About["kind"], string> = {
  map: "a map",
  group: "a map",
  list: "a list",
  text: "text",
  choice: "text",
  "whole number": "a whole number",
  flag: "`true` or `false`",
  secret: "an encrypted value",
  either: "text or an encrypted value",
  "text or group": "text or a map",
};

function wrongType(value: unknown, about: About, path: Path, stack: string): Complaint {
  const { kind } = about;
  if (kind === "secret" && !isMap(value) && !Array.isArray(value) && value !== null) {
    return {
      rule: "secret.plain",
      message: "A secret stands here in clear.",
      fix: plainSecretFix(path, stack),
    };
  }
  const key = typeof value === "string" ? keyWithoutSpace(value) : undefined;
  if ((kind === "map" || kind === "group") && key !== undefined) return missingSpaceAfter(key);
  const isScalarPlace = kind !== "map" && kind !== "group" && kind !== "list";
  if (value instanceof Unquoted && isScalarPlace) return unquoted(value, kind);
  if (kind === "choice" && typeof value === "string") {
    const { fix } = meant(value, about.choices ?? []);
    return {
      rule: "shape.choice",
      message: `${show(value)} is not one of the choices.`,
      allowed: oneOf(about.choices ?? []),
      ...(fix.startsWith("did") ? { fix } : {}),
    };
  }
  // Where a map belongs, a scalar may be a secret that has lost its key.
  const found = isScalarPlace && kind !== "secret" ? show(value) : typeName(value);
  const complaint: Complaint = {
    rule: "shape.type",
    message: `${capital(found)} stands where ${WORDS[kind]} belongs.`,
  };
  const allowed = about.choices ? oneOf(about.choices) : about.allowed;
  if (allowed !== undefined && allowed !== WORDS[kind]) complaint.allowed = allowed;
  if (!isScalarPlace && about.example !== undefined) {
    complaint.allowed = `${WORDS[kind]} such as \`${about.example}\``;
  }
  const name = path.at(-1);
  // A name, and nothing that may be a secret's value in the wrong place.
  const isName = typeof value === "string" && /^[\w./*-]{1,60}$/.test(value) && name !== "secrets";
  if (kind === "list" && isName) complaint.fix = `write \`${name}: [${value}]\`.`;
  if (kind === "flag" && (value === "true" || value === "false")) {
    complaint.fix = `write \`${value}\` without quotes.`;
  }
  if (kind === "secret") complaint.fix = secretFix(path, stack);
  else if (value === null) complaint.fix = emptyFix(about);
  return complaint;
}

function unquoted(value: Unquoted, kind: About["kind"]): Complaint {
  const fix =
    kind === "flag"
      ? "write `true` or `false`."
      : kind === "whole number"
        ? "write the number with digits only, without zeros before it."
        : `write \`${JSON.stringify(value.source)}\`.`;
  return { rule: "yaml.unquoted", message: unquotedMessage(value), fix };
}

/** Says what becomes of a text that should have been quoted. */
export function unquotedMessage(value: Unquoted): string {
  return `\`${value.source}\` without quotes is ${value.becomes} to some readers of YAML.`;
}

function typeName(value: unknown): string {
  if (value instanceof Unquoted || typeof value === "string") return "text";
  if (typeof value === "number") return "a number";
  if (typeof value === "boolean") return `\`${value}\``;
  return isSecure(value) ? "an encrypted value" : show(value);
}

function emptyFix({ kind, allowed = "text" }: About): string {
  if (kind === "map" || kind === "group")
    return "write a map, `{}` for an empty one, or take the line out.";
  if (kind === "list") return "write a list, `[]` for an empty one, or take the line out.";
  // Only what is allowed would do, which an empty text is not.
  if (kind === "text" && allowed !== "text") return "fill it in, or take the line out.";
  if (kind === "text" || kind === "either")
    return 'write a text, `""` for an empty one, or take the line out.';
  return "write a value, or take the line out.";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
