import { z } from "zod";

/** Property → our words, or "" without any. ` @default` ends them. */
const words = z.record(z.string(), z.string());
export type Words = z.infer<typeof words>;

/** `about` may have paragraphs, set off by an empty line. */
const used = z.strictObject({ about: z.string().min(1), properties: words });

/** What of the provider is in use, each with our words for it: `use.json`. */
export const use = z.strictObject({
  /** By name: `ProjectHook`. `get` says what is looked up, and the form of its id. */
  resources: z.record(z.string(), used.extend({ get: z.string().min(1) })),
  /** By name: `getGroup`. */
  functions: z.record(
    z.string(),
    z.strictObject({ about: z.string().min(1), inputs: words, outputs: words }),
  ),
  provider: used,
  /** Words for nested types, which come whole where a property is made of them. By name. */
  types: z.record(z.string(), used),
});
export type Use = z.infer<typeof use>;
export type UsedResource = Use["resources"][string];
export type UsedFunction = Use["functions"][string];
export type Used = z.infer<typeof used>;
