const mask = "[MASKED]";

/** Takes text piece by piece and returns what of it may be shown; keeps back what is undecided yet. */
interface Filter {
  push(text: string): string;
  /** What was kept back, once it is known that nothing follows. */
  flush(): string;
}

/** GitLab's own (docs, "Token prefixes"); a job's features may name more. */
const tokenPrefixes = [
  ..."glpat- gloas- gldt- glrt- glcbt- glrtr- glptt- glft- glimt- glagent- glsoat- glffct-".split(
    " ",
  ),
  ...["_gitlab_session=", "gltok-"],
];

/** In an address, and in any case (gitlab-runner, common/buildlogger/internal/urlsanitizer). */
const addressParameters =
  "private_token authenticity_token rss_token x-amz-signature x-amz-credential x-amz-security-token".split(
    " ",
  );

/**
 * Replaces what must not be seen in a job's trace, wherever a piece of it ends: the values of masked
 * variables, what follows the prefix of a GitLab token, and the values of secret address parameters.
 */
export class Masking {
  readonly #filters: Filter[];

  /**
   * @param values of the variables that are masked
   * @param prefixes of tokens, beside GitLab's own
   */
  constructor(values: string[], prefixes: string[] = []) {
    const known = [...new Set([...tokenPrefixes, ...prefixes])].filter((prefix) => prefix !== "");
    this.#filters = [
      phrases(values),
      following(
        ["?", "&"].flatMap((mark) => addressParameters.map((name) => `${mark}${name}=`)),
        {
          value: /[^?&\s\p{Cc}]/u,
          anyCase: true,
        },
      ),
      following(known, { value: /[-.0-9A-Z_a-z=]/, anyCase: false }),
    ];
  }

  /** Bytes in, bytes out: what is text in another encoding stays as it is. */
  push(bytes: Uint8Array): Buffer {
    const text = Buffer.from(bytes).toString("latin1");
    return Buffer.from(
      this.#filters.reduce((rest, filter) => filter.push(rest), text),
      "latin1",
    );
  }

  /** What was kept back; to be called where nothing can follow, as at the end of a script. */
  flush(): Buffer {
    const text = this.#filters.reduce((rest, filter) => filter.push(rest) + filter.flush(), "");
    return Buffer.from(text, "latin1");
  }
}

/** Whole phrases. Where some overlap, one mask covers them all. */
function phrases(values: string[]): Filter {
  const words = [...new Set(values)]
    .filter((value) => value !== "")
    .map((value) => Buffer.from(value).toString("latin1"));
  let kept = "";
  const release = (text: string, until: number): string => {
    let shown = "";
    let from = 0;
    let end = until;
    for (const [start, stop] of covered(text, words)) {
      if (stop > until) {
        end = Math.min(end, start);
        break;
      }
      shown += text.slice(from, start) + mask;
      from = stop;
    }
    kept = text.slice(Math.max(from, end));
    return shown + text.slice(from, end);
  };
  return {
    push: (text) => release(kept + text, undecided(kept + text, words)),
    flush: () => release(kept, kept.length),
  };
}

/** Where words stand in a text, those that overlap taken together. */
function covered(text: string, words: string[]): [number, number][] {
  const found = words
    .flatMap((word) => {
      const places: [number, number][] = [];
      for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
        places.push([at, at + word.length]);
      }
      return places;
    })
    .sort(([a, b], [c, d]) => a - c || d - b);
  const joined: [number, number][] = [];
  for (const [start, stop] of found) {
    const last = joined.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], stop);
    else joined.push([start, stop]);
  }
  return joined;
}

/** From where on a text may be the beginning of one of the words. */
function undecided(text: string, words: string[]): number {
  const longest = Math.max(0, ...words.map((word) => word.length - 1));
  for (let from = Math.max(0, text.length - longest); from < text.length; from++) {
    const rest = text.slice(from);
    if (words.some((word) => word.length > rest.length && word.startsWith(rest))) return from;
  }
  return text.length;
}

/** Shows a prefix and masks the value that follows it. */
function following(
  prefixes: string[],
  { value, anyCase }: { value: RegExp; anyCase: boolean },
): Filter {
  const alike = (text: string) => (anyCase ? text.toLowerCase() : text);
  let kept = "";
  let inside: "before the value" | "in the value" | undefined;
  return {
    push(text) {
      let rest = kept + text;
      let shown = "";
      kept = "";
      while (rest !== "") {
        if (inside) {
          const end = rest.split("").findIndex((character) => !value.test(character));
          if (end !== 0) inside = "in the value";
          if (end === -1) return shown;
          if (inside === "in the value") shown += mask;
          inside = undefined;
          rest = rest.slice(end);
        }
        const end = endOfFirst(alike(rest), prefixes);
        if (end === undefined) {
          const known = undecided(alike(rest), prefixes);
          kept = rest.slice(known);
          return shown + rest.slice(0, known);
        }
        shown += rest.slice(0, end);
        rest = rest.slice(end);
        inside = "before the value";
      }
      return shown;
    },
    flush() {
      const shown = kept + (inside === "in the value" ? mask : "");
      kept = "";
      inside = undefined;
      return shown;
    },
  };
}

/** Where the first of the words ends, the longest that begins there. */
function endOfFirst(text: string, words: string[]): number | undefined {
  const [first] = words
    .map((word) => ({ at: text.indexOf(word), length: word.length }))
    .filter(({ at }) => at !== -1)
    .sort((a, b) => a.at - b.at || b.length - a.length);
  return first && first.at + first.length;
}
