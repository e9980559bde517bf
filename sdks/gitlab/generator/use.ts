/** What of the provider is in use (`use.json`), each with our words for it, or "" without any. */
export interface Use {
  /** By name: `ProjectHook`. */
  resources: Record<string, UsedResource>;
  /** By name: `getGroup`. */
  functions: Record<string, UsedFunction>;
  provider: Used;
  /** Words for nested types; they come whole where a property is made of them. */
  types: Record<string, Used>;
}

/** Property → our words. Paragraphs are set off by an empty line, and ` @default` ends them. */
export type Words = Record<string, string>;

export interface Used {
  about: string;
  properties: Words;
}

export interface UsedResource extends Used {
  /** What `get` looks up, and the form of its id. */
  get: string;
}

export interface UsedFunction {
  about: string;
  inputs: Words;
  outputs: Words;
}
