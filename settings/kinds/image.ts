import type { Rule } from "../check/rules.ts";
import type { Check } from "./about.ts";
import { must } from "./names.ts";

/** References to images, as Docker reads them (distribution/reference). */

export const HOST = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d+)?/)?`;
export const PATH = String.raw`[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*`;
const IMAGE = new RegExp(
  String.raw`^${HOST}${PATH}(?:/${PATH})*(?::[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$`,
);

/** An image: `postgres:17`, with a digest if need be. */
export const imageReference: Check<string> = (text) =>
  IMAGE.test(text)
    ? undefined
    : must(
        "image.reference",
        text,
        "an image",
        "an image's name with a tag or a digest, such as `postgres:17` or `registry.example.com/acme/tool@sha256:…`",
      );

/** An image that is named by its digest. */
export function imageWithDigest(rule: Rule, fix: string): Check<string> {
  return (text) => {
    const complaint = imageReference(text);
    if (complaint !== undefined || IMAGE.exec(text)![1] !== undefined) return complaint;
    const message = "This image has no digest, and what stands behind its tag can change.";
    return { rule, message, allowed: "an image with its digest, `…@sha256:…`", fix };
  };
}

/** What editors can tell of an image. */
export const imagePattern = String.raw`^\S+$`;
