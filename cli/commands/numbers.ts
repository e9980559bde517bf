import { InvalidArgumentError } from "commander";

/** An option's value as a number from 1. */
export function countFromOne(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 1.");
}

/** An option's value as a number of seconds; 0 is one too. */
export function seconds(text: string): number {
  if (/^[0-9]{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number of seconds.");
}
