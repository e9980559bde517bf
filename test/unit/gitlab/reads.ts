import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const folder = join(import.meta.dirname, "../../../sandbox/gitlab");

/** The names of what each file of GitLab's stand-in reads: `x.name`, `x["name"]`, `{ name }`, `f("name")`. */
export function namesRead(): { file: string; name: string }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const code = readFileSync(join(folder, file), "utf8");
      const source = ts.createSourceFile(file, code, ts.ScriptTarget.ES2023);
      return readIn(source).map((name) => ({ file, name }));
    });
}

function readIn(node: ts.Node): string[] {
  const inside: string[] = [];
  ts.forEachChild(node, (child) => void inside.push(...readIn(child)));
  const own = read(node).filter((name) => ts.isIdentifier(name) || ts.isStringLiteral(name));
  return [...own.map(({ text }) => text), ...inside];
}

function read(node: ts.Node): readonly ts.Node[] {
  if (ts.isPropertyAccessExpression(node)) return [node.name];
  if (ts.isElementAccessExpression(node)) return [node.argumentExpression];
  if (ts.isBindingElement(node)) return [node.propertyName ?? node.name];
  return ts.isCallExpression(node) ? node.arguments.filter(ts.isStringLiteral) : [];
}
