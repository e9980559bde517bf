import { duration } from "../duration.ts";
import { isObject, type Values } from "../../input.ts";
import type {
  ArtifactsConfiguration,
  CacheConfiguration,
  EnvironmentConfiguration,
  ImageConfiguration,
  JobConfiguration,
  NeedConfiguration,
  RetryConfiguration,
  Rule,
  YamlVariable,
} from "./types.ts";

/** What a job has of `default`, or of the same words at the top, where it says nothing itself. */
const inherited = [
  ...["after_script", "artifacts", "before_script", "cache", "image", "interruptible"],
  ...["retry", "services", "tags", "timeout"],
];

/** A job with what it inherits, every short form written out. */
export function normalize(name: string, own: Values, root: Values): JobConfiguration {
  const job = withDefaults(own, root);
  const rules = job["rules"] as unknown[] | undefined;
  const environment = job["environment"] as string | EnvironmentConfiguration | undefined;
  const coverage = job["coverage"] as string | undefined;
  return {
    name,
    stage: (job["stage"] as string | undefined) ?? "test",
    script: lines(job["script"]) ?? [],
    ...given("before_script", lines(job["before_script"])),
    ...given("after_script", lines(job["after_script"])),
    variables: variables(job["variables"]),
    rootVariables: inheritedVariables(job["inherit"], variables(root["variables"])),
    ...given(
      "rules",
      rules?.flat(10).map((one) => rule(one as Values)),
    ),
    ...given("needs", needs(job["needs"])),
    ...given("dependencies", job["dependencies"] as string[] | undefined),
    when: (job["when"] as string | undefined) ?? "on_success",
    ...given("allow_failure", allowFailure(job["allow_failure"])),
    ...given("manual_confirmation", job["manual_confirmation"] as string | undefined),
    ...given("environment", typeof environment === "string" ? { name: environment } : environment),
    ...given("resource_group", job["resource_group"] as string | undefined),
    interruptible: job["interruptible"] === true,
    ...given("timeout", typeof job["timeout"] === "string" ? duration(job["timeout"]) : undefined),
    ...given("retry", retry(job["retry"])),
    cache: ([job["cache"] ?? []].flat() as CacheConfiguration[]).filter(
      (cache) => Object.keys(cache).length > 0,
    ),
    ...given("artifacts", job["artifacts"] as ArtifactsConfiguration | undefined),
    services: ((job["services"] ?? []) as (string | ImageConfiguration)[]).map(image),
    ...given("image", job["image"] === undefined ? undefined : image(job["image"] as string)),
    tags: (job["tags"] ?? []) as string[],
    ...given("coverage", coverage === undefined ? undefined : coverage.replaceAll(/^\/|\/$/g, "")),
  };
}

/** `KEY: value`, or `KEY: { value, description, expand }`. */
export function variables(given: unknown): Record<string, YamlVariable> {
  return Object.fromEntries(
    Object.entries(isObject(given) ? given : {}).map(([key, said]) => {
      const { value, expand = true } = isObject(said) ? said : { value: said };
      return [key, { value: text(value), expand: expand === true }];
    }),
  );
}

function text(value: unknown): string {
  return typeof value === "string" ? value : `${(value ?? "") as number | boolean}`;
}

function withDefaults(own: Values, root: Values): Values {
  const { default: wanted = true } = (own["inherit"] ?? {}) as { default?: boolean | string[] };
  const defaults = isObject(root["default"]) ? root["default"] : {};
  const names = inherited.filter(
    (name) => own[name] === undefined && (wanted === true || (wanted as string[]).includes?.(name)),
  );
  return {
    ...own,
    ...Object.fromEntries(
      names.flatMap((name) => {
        const value = defaults[name] ?? root[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

function inheritedVariables(
  inherit: unknown,
  all: Record<string, YamlVariable>,
): Record<string, YamlVariable> {
  const { variables: wanted = true } = (inherit ?? {}) as { variables?: boolean | string[] };
  if (wanted === true) return all;
  const names = wanted === false ? [] : wanted;
  return Object.fromEntries(Object.entries(all).filter(([key]) => names.includes(key)));
}

function rule(given: Values): Rule {
  const listed = needs(given["needs"]);
  return { ...given, ...(listed ? { needs: listed } : {}) };
}

function needs(given: unknown): NeedConfiguration[] | undefined {
  if (!Array.isArray(given)) return undefined;
  return given.map((one: unknown) => {
    if (!isObject(one)) return { job: String(one), artifacts: true, optional: false };
    return {
      job: String(one["job"]),
      artifacts: one["artifacts"] !== false,
      optional: one["optional"] === true,
    };
  });
}

function allowFailure(given: unknown): JobConfiguration["allow_failure"] {
  if (!isObject(given)) return given as boolean | undefined;
  return { exit_codes: [given["exit_codes"]].flat() as number[] };
}

function retry(given: unknown): RetryConfiguration | undefined {
  if (given === undefined) return undefined;
  if (!isObject(given)) return { max: Number(given) };
  return {
    max: Number(given["max"] ?? 0),
    ...given_("when", given["when"] as string[] | undefined),
    ...given_("exit_codes", given["exit_codes"] as number[] | undefined),
  };
}

function given_<Key extends string, Value>(
  key: Key,
  value: Value | Value[] | undefined,
): Partial<Record<Key, Value[]>> {
  return value === undefined ? {} : ({ [key]: [value].flat() } as Record<Key, Value[]>);
}

function image(given: string | ImageConfiguration): ImageConfiguration {
  return typeof given === "string" ? { name: given } : given;
}

function lines(given: unknown): string[] | undefined {
  if (given === undefined || given === null) return undefined;
  return ([given].flat(10) as unknown[]).map(text);
}

function given<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}
