import { createHash } from "node:crypto";
import { Validation } from "./errors.ts";
import type { Environment, Project } from "./model.ts";

/**
 * The rules of GitLab's model `Environment`.
 *
 * @param self the environment as it is, when it changes
 * @throws ApiError 400
 */
export function check(project: Project, environment: Environment, self?: Environment): void {
  const { name, external_url: url } = environment;
  const validation = new Validation();
  validation.check("name", name !== "", "can't be blank");
  validation.check(
    "name",
    /^[a-zA-Z0-9_/${}. -]+$/.test(name) && !/^\/|\/$/.test(name),
    "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'",
  );
  validation.check("name", name.length <= 255, "is too long (maximum is 255 characters)");
  const taken = project.environments.some((other) => other !== self && other.name === name);
  validation.check("name", !taken, "has already been taken");
  validation.check(
    "external_url",
    (url ?? "").length <= 255,
    "is too long (maximum is 255 characters)",
  );
  const scheme = /^\s*(data|javascript|vbscript):/i.exec(url ?? "")?.[1]?.toLowerCase();
  validation.check("external_url", !scheme, `${scheme} scheme is not allowed`);
  const host = /^\w+:\/\/(?:[^/?#]*@)?([^/?#]*)/.exec(url ?? "")?.[1];
  validation.check("external_url", host === undefined || !/[{}]/.test(host), "URI is invalid");
  validation.finish();
}

/** The tier GitLab gives an environment that says none, from its name (`Environment#guess_tier`). */
export function guessTier(name: string): string {
  if (/dev|review|trunk/i.test(name)) return "development";
  if (/test|tst|int|ac(ce|)pt|qa|qc|control|quality/i.test(name)) return "testing";
  if (/st(a|)g|mod(e|)l|pre|demo|non/i.test(name)) return "staging";
  if (/pr(o|)d|live/i.test(name)) return "production";
  return "other";
}

/** At most 24 characters of `a-z0-9-`; a name that had to change gets six that tell it apart. */
export function slug(name: string): string {
  let result = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  if (!/^[a-z]/.test(result)) result = `env-${result}`;
  result = result.replaceAll(/-+/g, "-").slice(0, 24);
  if (result === name) return result;
  const digest = BigInt(`0x${createHash("sha256").update(name).digest("hex")}`).toString(36);
  return `${result.slice(0, 17).replace(/-$/, "")}-${digest.slice(-6)}`;
}
