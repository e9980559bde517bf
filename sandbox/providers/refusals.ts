import type { Problem } from "./check.ts";
import { snake } from "./values.ts";

/**
 * Why a resource's inputs are refused, in the words of the bridge between Pulumi and Terraform
 * (pkg/tfbridge/check_failures.go).
 *
 * @param name the resource's, in the program
 */
export function ofResource({ path, kind, reason }: Problem, name: string): string {
  if (kind === "missing") return `Missing required property '${path}'`;
  return `${reason ?? unknownKey}. Examine values at '${name}.${path}'.`;
}

/** The same of a provider's configuration: in the program, or in the stack's. */
export function ofProvider(problem: Problem, name: string, provider: string): string {
  if (name.startsWith("default") && problem.kind === "unknown") {
    return (
      `\`${provider}:${problem.path}\` is not a valid configuration key for the ${provider} provider. ` +
      `If the referenced key is not intended for the provider, please choose a different namespace from \`${provider}:\`.`
    );
  }
  if (problem.kind === "missing") return ofResource(problem, name);
  return `could not validate provider configuration: ${ofResource(problem, name)}`;
}

/** The same of a function's inputs. */
export function ofFunction({ path, kind, reason }: Problem): string {
  if (kind !== "missing") return `[${path}] ${reason ?? unknownKey}`;
  return `[${path}] Missing required argument: The argument "${snake(path)}" is required, but no definition was found.`;
}

const unknownKey = "Invalid or unknown key";
