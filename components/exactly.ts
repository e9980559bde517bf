/**
 * What settings build for a resource bears the provider's own names. With `given satisfies
 * Exactly<typeof given, Args>` a name that the resource does not take is a type error; spread into
 * the arguments without it, the name would be dropped without a word.
 */
export type Exactly<Given, Args> = Partial<Args> & Record<Exclude<keyof Given, keyof Args>, never>;
