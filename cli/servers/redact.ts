/** Shorter ones are part of too much else, a digest say, and would spoil what a machine reads. */
const shortest = 8;

/**
 * Takes secrets out of a text. slipway-host redacts what it says by itself; this is for the day it
 * does not know a value, such as one of a request that it could not read.
 */
export function redactor(secrets: string[]): (text: string) => string {
  // Progress comes by lines, so each line of a value counts as well as the whole.
  const hidden = [...new Set(secrets.flatMap((value) => [value, ...value.split(/\r?\n/)]))]
    .filter((value) => value.length >= shortest)
    .sort((a, b) => b.length - a.length);
  return (text) => hidden.reduce((rest, value) => rest.replaceAll(value, "[redacted]"), text);
}
