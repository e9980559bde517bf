import type { z } from "zod";
import type { Path } from "../problem.ts";
import { isMap, isSecure } from "./about.ts";
import { children, unwrap } from "./walk.ts";
import type { Place } from "./walk.ts";

/** A place of a stack's `config` that is secret, and what the schema says of it. */
export interface SecretPlace {
  path: Path;
  place: Omit<Place, "name">;
}

/**
 * Every place of a stack's `config` that is secret by its kind, in the order of the schema, whatever
 * stands there; of those that may be text or a secret, the encrypted ones.
 */
export function secretPlaces(schema: z.ZodType, config: unknown, path: Path = []): SecretPlace[] {
  const place = unwrap(schema);
  const { kind } = place.about;
  if (kind === "secret" || (kind === "either" && isSecure(config))) return [{ path, place }];
  if (Array.isArray(config) || !isMap(config)) return [];
  return children(place.schema).flatMap(([step, child]) => {
    const keys = step === "*" ? Object.keys(config) : Object.hasOwn(config, step) ? [step] : [];
    return keys.flatMap((key) => secretPlaces(child, config[key], [...path, key]));
  });
}

/** What is configured, with every secret in clear. */
export type InClear<Config> = Config extends { secure: string }
  ? string
  : Config extends object
    ? { [Key in keyof Config]: InClear<Config[Key]> }
    : Config;

/** The plain text of the secret at a path of `config`. */
export type Reveal = (path: Path) => string;

/** Puts its plain text in the place of every secret. */
export function inClear<Config>(config: Config, path: Path, reveal: Reveal): InClear<Config> {
  const walk = (value: unknown, at: Path): unknown => {
    if (isSecure(value)) return reveal(at);
    if (!isMap(value)) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, walk(inner, [...at, key])]);
    return Object.fromEntries(entries);
  };
  return walk(config, path) as InClear<Config>;
}
