import { paint, printable, table, type Cell, type Surface } from "../terminal/output.ts";
import type {
  ExplainedJob,
  ExplainedVariable,
  Explanation,
  ShownCandidate,
} from "./explanation.ts";
import { renderContainer } from "./renderContainer.ts";

/** An explanation for a person. @param only the key that was asked for: then with all its candidates */
export function render(explanation: Explanation, surface: Surface, only?: string): string {
  const { app, environment, project, from, jobs, warnings, notes } = explanation;
  const how = from === "GitLab" ? "as GitLab has it" : "as the stack files declare it";
  const about = only === undefined ? app : `${only} of ${app}`;
  const parts = [`${paint(`${about} in ${environment}`, "bold", surface)} (${project}), ${how}`];
  for (const alike of jobsAlike(jobs)) parts.push(renderJobs(alike, surface, only));
  parts.push(...renderContainer(explanation.container, surface, only));
  if (warnings.length > 0) {
    const head = paint("A job gets something else than is declared:", "bad", surface);
    parts.push([head, ...warnings.map(({ message }) => `  ${printable(message)}`)].join("\n"));
  }
  if (notes.length > 0) parts.push(notes.map((note) => printable(note)).join("\n"));
  return parts.join("\n\n");
}

/** Jobs that get the same are told of together. */
function jobsAlike(jobs: ExplainedJob[]): ExplainedJob[][] {
  const groups = new Map<string, ExplainedJob[]>();
  for (const job of jobs) {
    const { environment, branch, isProtected, variables } = job;
    const same = JSON.stringify({ environment, branch, isProtected, variables });
    groups.set(same, [...(groups.get(same) ?? []), job]);
  }
  return [...groups.values()];
}

function renderJobs(jobs: ExplainedJob[], surface: Surface, only?: string): string {
  const [{ environment, branch, isProtected, variables, predefined }] = jobs as [ExplainedJob];
  const names = jobs.map(({ name }) => name).join(", ");
  const ref = `${branch}, ${isProtected ? "protected" : "not protected"}`;
  const head = `${paint(names, "bold", surface)} (environment ${environment}; ${ref})`;
  if (only !== undefined) return `${head}\n${chain(variables[0], surface)}`;
  const rows = variables.map((variable) => row(variable));
  const lost = variables.flatMap((variable) => whyOf(variable));
  const known = predefined.length;
  return [
    head,
    table(["variable", "from", "jobs", "branches", "kind", "declared"], rows, surface),
    ...lost.map((line) => `  ${printable(line)}`),
    `  and ${known} that GitLab predefines: CI, CI_COMMIT_SHA … (--json names them)`,
  ].join("\n");
}

function row({ key, got }: ExplainedVariable): Cell[] {
  if (!got) return [key, { text: "none", style: "bad" }, "", "", "", ""];
  return [key, fromOf(got), jobsOf(got), branchesOf(got), kindOf(got), declaredOf(got)];
}

/** A line for each variable that there were others of. */
function whyOf({ key, got, why, lost }: ExplainedVariable): string[] {
  if (lost.length === 0) return [];
  if (!got) return lost.map((one) => `${key}: not ${nameOf(one)}, for ${one.why}`);
  const seen = why === undefined ? [] : [`${key}: ${why}`];
  const others = lost.filter((one) => one.why !== why);
  return [...seen, ...others.map((one) => `${key}: not ${nameOf(one)}: ${one.why}`)];
}

function chain(variable: ExplainedVariable | undefined, surface: Surface): string {
  if (!variable) return "  gets no variable of this name";
  const { got, lost } = variable;
  const line = (one: ShownCandidate, result: Cell): Cell[] => [
    ...[result, fromOf(one), jobsOf(one), branchesOf(one), kindOf(one), declaredOf(one)],
    one.value === undefined ? hiddenValue(one) : oneLine(one.value),
  ];
  const rows = [
    ...(got ? [line(got, { text: "the job gets", style: "good" })] : []),
    ...lost.map((one) => line(one, "not")),
  ];
  const whys = lost.map((one) => `  not ${nameOf(one)}: ${one.why}`);
  const header = ["", "from", "jobs", "branches", "kind", "declared", "value"];
  return [table(header, rows, surface), ...whys.map((why) => printable(why))].join("\n");
}

/** Why there is no value to show. */
function hiddenValue({ from, declared, differs }: ShownCandidate): string {
  if (from.startsWith("predefined")) return "known when the job runs";
  if (differs.includes("value")) return "GitLab's, another than declared";
  return declared ? "secret" : "GitLab's, not shown";
}

function oneLine(value: string): string {
  const [first = "", ...more] = value.trimEnd().split("\n");
  return more.length === 0 ? first : `${first} … (${more.length + 1} lines)`;
}

function fromOf({ from, of }: ShownCandidate): string {
  return from === "group" ? `group ${of}` : from.replace(/^predefined.*/, "GitLab itself");
}

/** `group acme, scope *` */
function nameOf(one: ShownCandidate): string {
  const isScoped = one.from === "group" || one.from === "project";
  return isScoped ? `${fromOf(one)} with the scope ${one.scope}` : fromOf(one);
}

/** Which jobs see it, of those whose branch does. */
function jobsOf({ from, scope }: ShownCandidate): string {
  if (from === "job" || from.startsWith("predefined")) return "this one";
  return scope === "*" ? "all" : `in ${scope}`;
}

function branchesOf({ from, protected: isProtected }: ShownCandidate): string {
  if (from === "job" || from === "pipeline file" || from.startsWith("predefined")) return "";
  return isProtected ? "protected" : "all";
}

function kindOf({ type, masked, raw }: ShownCandidate): string {
  return [
    ...(type === "file" ? ["file"] : []),
    ...(masked === true ? ["masked"] : []),
    ...(masked === null ? ["masked if it can be"] : []),
    ...(raw ? ["raw"] : []),
  ].join(", ");
}

function declaredOf({ from, declared, differs }: ShownCandidate): Cell {
  if (declared) {
    const text = `${declared.file}:${declared.line}`;
    return differs.length === 0
      ? text
      : { text: `${text}, but ${differs.join(", ")}`, style: "bad" };
  }
  return from.startsWith("predefined") ? "" : { text: "not declared", style: "warn" };
}
