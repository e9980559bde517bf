import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const folder = join(import.meta.dirname, "../../../sdks/gitlab");

/** A property of an interface or a class, with Pulumi's Input and Output taken off its type. */
export interface Member {
  /** `string`, `number[]`, `inputs.BranchProtectionAllowedToPush[]`, `Record<string, string>` */
  type: string;
  optional: boolean;
}

type Declarations = Record<string, Record<string, Member>>;

/** What a file of the SDK declares: the properties of each interface and class, by its name. */
export function declarations(file: string): Declarations {
  return declarationsIn(readFileSync(join(folder, file), "utf8"));
}

export function declarationsIn(code: string): Declarations {
  const source = ts.createSourceFile("code.ts", code, ts.ScriptTarget.ES2023);
  const found: Declarations = {};
  ts.forEachChild(source, (node) => {
    if (!ts.isInterfaceDeclaration(node) && !ts.isClassDeclaration(node)) return;
    const members: Record<string, Member> = {};
    for (const member of node.members) {
      const isStatic = ts.canHaveModifiers(member)
        ? ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)
        : false;
      if (isStatic) continue;
      if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) continue;
      if (!member.type) continue;
      const { type, optional } = render(member.type, source);
      members[member.name.getText(source)] = {
        type,
        optional: optional || member.questionToken !== undefined,
      };
    }
    found[node.name?.text ?? ""] = members;
  });
  return found;
}

function render(node: ts.TypeNode, source: ts.SourceFile): Member {
  if (ts.isUnionTypeNode(node)) {
    const others = node.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
    const type = others.map((inner) => render(inner, source).type).join(" | ");
    return { type, optional: others.length < node.types.length };
  }
  if (ts.isArrayTypeNode(node)) {
    return { type: `${render(node.elementType, source).type}[]`, optional: false };
  }
  if (ts.isTypeReferenceNode(node)) {
    const name = node.typeName.getText(source);
    const parameters = node.typeArguments ?? ts.factory.createNodeArray<ts.TypeNode>();
    const [first] = parameters;
    if (first && /(^|\.)(Input|Output)$/.test(name)) return render(first, source);
    const inner = parameters.map((parameter) => render(parameter, source).type);
    return { type: inner.length > 0 ? `${name}<${inner.join(", ")}>` : name, optional: false };
  }
  return { type: node.getText(source), optional: false };
}
