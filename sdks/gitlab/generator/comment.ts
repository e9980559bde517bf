const width = 100;

/**
 * Words as a JSDoc comment, filled to the width that prettier gives code; prettier leaves comments
 * as they are. Nothing, where there are no words.
 *
 * @param indent how far in the comment stands
 */
export function comment(words: string, indent = 0): string {
  if (words === "") return "";
  const text = words.replaceAll("*/", "*\\/");
  const space = " ".repeat(indent);
  const line = `/** ${text} */`;
  if (!/\n| @default /.test(text) && line.length <= width - indent) return `${space}${line}\n`;
  const paragraphs = text.replace(/ (?=@default )/, "\n").split("\n");
  const lines = paragraphs.flatMap((paragraph) => fill(paragraph, width - indent - 3));
  const body = lines.map((line) => `${space} * ${line}`.trimEnd());
  return [`${space}/**`, ...body, `${space} */`, ""].join("\n");
}

/** A paragraph as lines of whole words. */
function fill(paragraph: string, room: number): string[] {
  const lines = [""];
  for (const word of paragraph.split(" ")) {
    const line = [lines.at(-1), word].filter(Boolean).join(" ");
    if (line.length <= room) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}
