import type { Problem } from "../problem.ts";
import { baseUrl } from "../schema/addresses.ts";
import { complain, isMapAt, keysAt, textAt } from "../stack.ts";
import type { Stack } from "../stack.ts";
import { meant, oneOf, show } from "../words.ts";

/** The rules between the stack files. */
export function checkTogether(
  platform: Stack | undefined,
  environments: Stack[],
  /** Every stack that has a file, good or bad. */
  names: string[],
): Problem[] {
  return [
    ...(platform ? checkLines(platform, environments, names) : []),
    ...(platform ? checkApps(platform, environments) : []),
    ...checkGitLab(platform ? [platform, ...environments] : environments),
    ...checkComposeProjects(environments),
    ...checkKeys(environments),
  ];
}

/** Each environment is a line of the platform and a file of its own. */
function checkLines(platform: Stack, environments: Stack[], names: string[]): Problem[] {
  const lines = keysAt(platform, ["slipway:environments"]);
  if (!isMapAt(platform, ["slipway:environments"])) return [];
  const withoutFile = lines.filter((name) => !names.includes(name));
  const withoutLine = environments.filter(({ name }) => !lines.includes(name));
  return [
    ...withoutFile.map((name) => {
      const near = meant(
        name,
        withoutLine.map((stack) => stack.name),
      ).fix;
      const add = `run \`npx slipway environment add ${name}\`, or take \`${name}\` out.`;
      return complain(
        platform,
        ["slipway:environments", name],
        {
          rule: "environment.no-stack",
          message: `There is no \`Pulumi.${name}.yaml\`.`,
          fix: near.startsWith("did") ? near : add,
        },
        "key",
      );
    }),
    ...withoutLine.map((stack) => {
      const near = meant(
        stack.name,
        lines.filter((name) => withoutFile.includes(name)),
      ).fix;
      const add = `add \`${stack.name}\` to \`slipway:environments\` in ${platform.yaml.file}, or remove this file.`;
      return stack.yaml.problem([], {
        rule: "environment.unknown",
        message: `The platform has no environment \`${stack.name}\`.`,
        allowed: oneOf(lines),
        fix: near.startsWith("did") ? near : add,
      });
    }),
  ];
}

function checkApps(platform: Stack, environments: Stack[]): Problem[] {
  const known = keysAt(platform, ["slipway:apps"]);
  if (!isMapAt(platform, ["slipway:apps"])) return [];
  return environments.flatMap((stack) =>
    keysAt(stack, ["slipway:apps"])
      .filter((app) => !known.includes(app))
      .map((app) => {
        const message = `${show(app)} is not an app of the platform.`;
        const path = ["slipway:apps", app];
        return complain(stack, path, { rule: "app.unknown", message, ...meant(app, known) }, "key");
      }),
  );
}

/** The platform's GitLab is everybody's; without a platform, the first stack's. */
function checkGitLab(stacks: Stack[]): Problem[] {
  const path = ["gitlab:baseUrl"];
  const isGood = (address?: string) => address !== undefined && baseUrl(address) === undefined;
  const first = stacks.find((stack) => isGood(textAt(stack, path)));
  const wanted = first && textAt(first, path);
  return stacks.flatMap((stack) => {
    const address = textAt(stack, path);
    if (address === undefined || address === wanted || baseUrl(address)) return [];
    const message = `${show(address)} is not the GitLab of ${first!.yaml.file}.`;
    const fix = `write \`${wanted}\`.`;
    return [complain(stack, path, { rule: "gitlab.one", message, fix })];
  });
}

/** `a-b` with app `c`, and `a` with app `b-c`, would be one project of Compose. */
function checkComposeProjects(environments: Stack[]): Problem[] {
  const owners = new Map<string, string>();
  return environments.flatMap((stack) =>
    keysAt(stack, ["slipway:apps"]).flatMap((app) => {
      const project = `${stack.name}-${app}`;
      const owner = owners.get(project);
      owners.set(project, owner ?? `\`${app}\` on \`${stack.name}\``);
      if (owner === undefined) return [];
      const message = `\`${project}\` would be Compose's project of ${owner} as well.`;
      const fix = "rename the app or the environment.";
      const rule = "compose.project-twice";
      return [complain(stack, ["slipway:apps", app], { rule, message, fix }, "key")];
    }),
  );
}

/** sshd takes the first line with a key, so a key that stands twice would do the wrong thing. */
function checkKeys(environments: Stack[]): Problem[] {
  const owners = new Map<string, { role: string; file: string }>();
  return environments.flatMap((stack) => {
    const at = "slipway:keys";
    const roles = ["bootstrap", "configurator", "observer"].map((role) => [at, role, "public"]);
    const deployers = keysAt(stack, [at, "deployers"]).map((app) => [
      at,
      "deployers",
      app,
      "public",
    ]);
    return [...roles, ...deployers].flatMap((path) => {
      const key = textAt(stack, path)?.split(" ").slice(0, 2).join(" ");
      if (key === undefined) return [];
      const role = path.slice(1, -1).join(".");
      const owner = owners.get(key);
      owners.set(key, owner ?? { role, file: stack.yaml.file });
      // The first contact is an administrator's, who may be the same everywhere.
      if (owner === undefined || (role === "bootstrap" && owner.role === role)) return [];
      const message = `This is the key of \`${owner.role}\` in ${owner.file} already.`;
      const fix = `take the pair out, and run \`npx slipway keys ${stack.name}\`.`;
      return [complain(stack, path, { rule: "key.twice", message, fix })];
    });
  });
}
