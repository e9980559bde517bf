import * as pulumi from "@pulumi/pulumi";

/** Looks each distinct thing up once, all side by side; what is found, by what was asked for. */
export async function lookUpEach<Found>(
  asked: string[],
  lookUp: (one: string) => Promise<Found>,
): Promise<Map<string, Found>> {
  const distinct = [...new Set(asked)];
  const entries = distinct.map(async (one): Promise<[string, Found]> => [one, await lookUp(one)]);
  return new Map(await allOrEveryProblem(entries));
}

/**
 * Like Promise.all, but tells what every one of them lacks, not the first alone.
 *
 * @throws pulumi.RunError with all their RunErrors' messages, a line each; an error of another kind
 * goes first, since it says that the look-ups themselves fail.
 */
async function allOrEveryProblem<Found>(works: Promise<Found>[]): Promise<Found[]> {
  const reasons: Error[] = [];
  for (const outcome of await Promise.allSettled(works)) {
    if (outcome.status === "rejected") reasons.push(outcome.reason as Error);
  }
  const failure = reasons.find((reason): boolean => !pulumi.RunError.isInstance(reason));
  if (failure !== undefined) throw failure;
  if (reasons.length > 0) {
    throw new pulumi.RunError(reasons.map(({ message }) => message).join("\n"));
  }
  return Promise.all(works);
}
