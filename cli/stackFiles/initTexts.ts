import { empty, renameApp, setEnvironments, setIn, takeOut } from "../../settings/index.ts";
import type { EnvironmentLine } from "../../settings/index.ts";
import type { InitAnswers } from "./initAnswers.ts";

/** The template's stack files with a team's answers in them. */

/** The example's app. */
export const example = "shop";

export function composeOf(app: string): string {
  return `compose/${app}.yaml`;
}

/** Where the team's images come from, nobody can know. */
export const registryAddress = ["slipway:registry", "address"];

/** The first environment takes what is on develop, by itself; the others main, each after the one before. */
export function platformText(
  text: string,
  { gitlab, project, app, environments }: InitAnswers,
): string {
  const lines = environments.map((name, index): [string, EnvironmentLine] => {
    const isFirst = index === 0 && environments.length > 1;
    const line = isFirst
      ? { branch: "develop", deploy: "automatic" }
      : { branch: "main", deploy: "manual" };
    const before = environments[index - 1];
    return [name, before === undefined ? line : { ...line, after: before }];
  });
  const own = takeOut(setEnvironments(text, new Map(lines)), [
    ["encryptionsalt"],
    ["config", "slipway:apps", example, "description"],
  ]);
  const renamed = renameApp(own, example, app);
  const placed = setIn(renamed, ["config", "gitlab:baseUrl"], gitlab);
  return setIn(placed, ["config", "slipway:apps", app, "project"], project);
}

export function environmentText(text: string, { gitlab, app }: InitAnswers): string {
  const named = renameApp(empty(text, [registryAddress]), example, app);
  const placed = setIn(named, ["config", "gitlab:baseUrl"], gitlab);
  return setIn(placed, ["config", "slipway:apps", app, "compose"], composeOf(app));
}
