import type { Complaint, Path, Problem } from "../problem.ts";
import { variableName } from "../schema/names.ts";
import { complain, entriesAt, isMapAt, isOtherAt, keysAt, textsAt } from "../stack.ts";
import type { Stack } from "../stack.ts";
import { meant, show } from "../words.ts";
import { machineOf } from "./machine.ts";

/** The rules between the settings of one environment. */
export function checkEnvironment(stack: Stack): Problem[] {
  const apps = keysAt(stack, ["slipway:apps"]);
  return [
    ...checkMachines(stack),
    ...checkDeployers(stack, apps),
    ...apps.flatMap((app) => checkApp(stack, ["slipway:apps", app])),
  ];
}

/** The block in authorized_keys is the environment's: a machine declared twice would keep one. */
function checkMachines(stack: Stack): Problem[] {
  const owners = new Map<string, string>();
  return keysAt(stack, ["slipway:servers"]).flatMap((server) => {
    const machine = machineOf(stack, server);
    if (machine === undefined) return [];
    const owner = owners.get(machine);
    owners.set(machine, owner ?? server);
    if (owner === undefined) return [];
    const message = `This is the machine of \`${owner}\` already.`;
    const fix = `use \`${owner}\`, and take \`${server}\` out.`;
    const path = ["slipway:servers", server, "address"];
    return [complain(stack, path, { rule: "server.twice", message, fix })];
  });
}

function checkDeployers(stack: Stack, apps: string[]): Problem[] {
  const at = ["slipway:keys", "deployers"];
  if (!isMapAt(stack, ["slipway:keys"]) || isOtherAt(stack, at)) return [];
  if (isOtherAt(stack, ["slipway:apps"])) return [];
  const deployers = keysAt(stack, at);
  const missing = apps.filter((app) => !deployers.includes(app));
  const unused = deployers.filter((app) => !apps.includes(app));
  return [
    ...missing.map((app) =>
      complain(stack, [...at, app], {
        rule: "key.missing",
        message: `\`${app}\` has no deployer's key.`,
        fix: `run \`npx slipway keys ${stack.name}\`.`,
      }),
    ),
    ...unused.map((app) =>
      complain(
        stack,
        [...at, app],
        {
          rule: "key.unused",
          message: `${show(app)} is not an app of this stack.`,
          ...meant(app, apps),
        },
        "key",
      ),
    ),
  ];
}

function checkApp(stack: Stack, at: Path): Problem[] {
  const servers = keysAt(stack, ["slipway:servers"]);
  const secrets = keysAt(stack, [...at, "secrets"]);
  const problems: Problem[] = [];
  const say = (path: Path, complaint: Complaint, where?: "key" | "value") =>
    problems.push(complain(stack, [...at, ...path], complaint, where));

  for (const [server, index] of textsAt(stack, [...at, "servers"])) {
    if (servers.includes(server) || isOtherAt(stack, ["slipway:servers"])) continue;
    const message = `${show(server)} is not a server of this stack.`;
    say(["servers", index], { rule: "server.unknown", message, ...meant(server, servers) });
  }
  for (const key of keysAt(stack, [...at, "env"])) {
    if (!secrets.includes(key)) continue;
    const message = `\`${key}\` stands in \`secrets\` as well.`;
    say(["env", key], { rule: "env.and-secret", message, fix: "take one of the two out." }, "key");
  }
  const files = keysAt(stack, [...at, "files"]);
  for (const path of files) {
    const folder = files.find((other) => path.startsWith(`${other}/`));
    if (folder === undefined) continue;
    const message = `\`${folder}\` is a file already, and cannot hold \`${path}\`.`;
    say(["files", path], { rule: "files.inside", message, fix: "rename one of the two." }, "key");
  }
  if (isOtherAt(stack, [...at, "secrets"])) return problems;
  checkPipeline(stack, at, secrets, say);
  for (const [key] of entriesAt(stack, [...at, "rotate"])) {
    if (secrets.includes(key)) continue;
    const message = `${show(key)} is not a secret of this app.`;
    say(["rotate", key], { rule: "rotate.unknown", message, ...meant(key, secrets) }, "key");
  }
  return problems;
}

function checkPipeline(
  stack: Stack,
  at: Path,
  secrets: string[],
  say: (path: Path, complaint: Complaint, where?: "key" | "value") => void,
): void {
  const published = textsAt(stack, [...at, "pipeline", "secrets"]);
  for (const [key, index] of published) {
    const path = ["pipeline", "secrets", index];
    if (!secrets.includes(key)) {
      const message = `${show(key)} is not a secret of this app.`;
      say(path, { rule: "pipeline.unknown", message, ...meant(key, secrets) });
      continue;
    }
    const complaint = variableName(key);
    if (complaint) say(path, { ...complaint, fix: "rename the secret, or leave it out here." });
  }
  const names = published.map(([key]) => key);
  for (const key of keysAt(stack, [...at, "pipeline", "variables"])) {
    if (!names.includes(key)) continue;
    const message = `\`${key}\` stands in \`pipeline.secrets\` as well.`;
    const fix = "take one of the two out.";
    say(["pipeline", "variables", key], { rule: "pipeline.twice", message, fix }, "key");
  }
}
