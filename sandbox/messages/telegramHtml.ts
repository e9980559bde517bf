/** The tags that Telegram knows (core.telegram.org/bots/api#html-style). */
const tags = new Set(
  "b strong i em u ins s strike del code pre a span tg-spoiler tg-emoji blockquote".split(" "),
);

const entities: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/**
 * Reads a text with HTML in it as Telegram's server does: unknown tags, and tags that are not closed,
 * are refused in its words (td/telegram/MessageEntity.cpp, `parse_html`).
 */
export function parseHtml(source: string): { text?: string; problem?: string } {
  const open: string[] = [];
  let text = "";
  const pattern = /&(#\d+|#x[\da-f]+|[a-z]+);|<(\/?)([^\s<>/]*)([^<>]*)>|[^<&]+|[<&]/gi;
  for (const match of source.matchAll(pattern)) {
    const [whole, entity, slash, name = ""] = match;
    const offset = Buffer.byteLength(source.slice(0, match.index));
    if (entity !== undefined) text += decoded(entity) ?? whole;
    else if (slash === undefined && whole !== "<") text += whole;
    else if (whole === "<") return unclosedTag(source.slice(match.index + 1), offset);
    else if (slash === "/") {
      const opened = open.pop();
      if (opened === undefined) return unparsed("Unexpected end tag", offset);
      if (name !== "" && name.toLowerCase() !== opened) {
        const expected = `expected "</${opened}>", found "</${name.toLowerCase()}>"`;
        return unparsed("Unmatched end tag", offset, `, ${expected}`);
      }
    } else if (!tags.has(name.toLowerCase())) {
      return unparsed(`Unsupported start tag "${name.toLowerCase()}"`, offset);
    } else open.push(name.toLowerCase());
  }
  const unclosed = open.pop();
  if (unclosed === undefined) return { text };
  const missing = `Can't find end tag corresponding to start tag "${unclosed}"`;
  return { problem: `can't parse entities: ${missing}` };
}

/** A `<` without its `>`: it is the tag's name that is looked at first. */
function unclosedTag(rest: string, offset: number): { problem: string } {
  const name = /^\S*(?=\s)/.exec(rest)?.[0].toLowerCase();
  const isUnknown = name !== undefined && !tags.has(name);
  return unparsed(isUnknown ? `Unsupported start tag "${name}"` : "Unclosed start tag", offset);
}

function decoded(entity: string): string | undefined {
  const [, hexadecimal, digits] = /^#(x?)([\da-f]+)$/i.exec(entity) ?? [];
  if (digits === undefined) return entities[entity];
  return String.fromCodePoint(parseInt(digits, hexadecimal ? 16 : 10));
}

function unparsed(what: string, offset: number, more = ""): { problem: string } {
  return { problem: `can't parse entities: ${what} at byte offset ${offset}${more}` };
}
