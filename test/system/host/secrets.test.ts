import { afterAll, beforeAll, expect, it } from "vitest";
import { canary, sightings, watchProcesses } from "../../support/canaries.ts";
import { docker } from "../../support/docker.ts";
import { configurationOf, startHost, type Called, type Host } from "./support.ts";

let host: Host;
const said: string[] = [];
let processes: ReturnType<ReturnType<typeof watchProcesses>>;

const first = canary("first");
const secrets = {
  DB_PASSWORD: canary("password"),
  QUOTED: `é"${canary("quoted")}\\\n$'<&+/`,
  PEM: `-----BEGIN PRIVATE KEY-----\n${canary("pem-one")}\n${canary("pem-two")}\n-----END PRIVATE KEY-----\n`,
};
const canaries = [
  first,
  ...Object.values(secrets).flatMap((value) => value.match(/canary-[\w-]+/g)!),
];

/** An app that tells its secrets in every way that apps do, and ends. */
const indiscreet = [
  'echo "password: $DB_PASSWORD was ${DB_PASSWORD}s"',
  'echo "old: $OLD"',
  'printf "%s" "$PEM"',
  'printf "%s" "$DB_PASSWORD" | base64',
  'printf "Authorization: Basic %s\\n" "$(printf "shop:%s" "$DB_PASSWORD" | base64)"',
  'printf "%s" "$PEM" | base64',
  'printf \'{"quoted":%s,"again":%s}\\n\' "$JSON" "$DOTNET"',
  "exit 3",
].join("; ");

beforeAll(async () => {
  host = await startHost();
  const stop = watchProcesses([...canaries, host.machine.registry.password]);
  const note = (called: Called<unknown>) => said.push(called.stdout, called.stderr);
  const base = configurationOf(host, { secrets: { ...secrets, DB_PASSWORD: first } });
  note(await host.apply(base));
  note(await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0"));
  note(await host.deploy(await host.build("3.0.0", "crash"), "3.0.0"));

  // From here on the first password is that of an older release only.
  note(await host.apply(configurationOf(host, { secrets })));
  const rotated = configurationOf(host, { secrets });
  const services = rotated.compose.services as Record<string, Record<string, unknown>>;
  services.app!.command = ["sh", "-c", indiscreet.replaceAll("$", "$$$$")];
  services.app!.environment = {
    // As the app would have it in memory, of a release that is no longer the newest.
    OLD: first,
    JSON: JSON.stringify(secrets.QUOTED).replaceAll("$", "$$$$"),
    DOTNET: `"${secrets.QUOTED.replace(/[^\w-]/g, inHexadecimal)}"`.replaceAll("$", "$$$$"),
  };
  const indiscretion = await host.apply(rotated);
  expect(indiscretion.code).toBe(10);
  const log = indiscretion.answer.failure!.log.join("\n");
  // All of what it said is there, so what is looked for below would be, too.
  for (const part of ["password: [redacted]", "Authorization: Basic ", '{"quoted":']) {
    expect(log).toContain(part);
  }
  note(indiscretion);
  // Base64 is wrapped; whoever reads it puts it together again.
  said.push(log.replaceAll("\n", ""));
  note(await host.rollback());
  note(await host.call("status", {}, "observer"));
  note(await host.call("history", {}, "observer"));
  processes = stop();
});
afterAll(() => host.close());

it("tells none of them in answers and progress, whatever form the app gives them", () => {
  expect(said.join("\n")).toContain("cannot connect to postgres://shop:[redacted]@database");
  for (const text of said) for (const secret of forms()) expect(text).not.toContain(secret);
});

it("shows none of them in the list of processes", () => {
  expect(processes.samples).toBeGreaterThan(100);
  expect(processes.seen).toEqual([]);
});

it("keeps them in files that only their owner reads", () => {
  const found = sightings(host.folder, [...canaries, host.machine.registry.password]);
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(({ mode }) => mode !== "600")).toEqual([]);
  const names = found.map(({ file }) => file.replace(/.*\//, ""));
  expect([...new Set(names)].sort()).toEqual([".env", "applied.json", "configuration.json"]);
});

it("gives them to the service that asks for them and to no other", async () => {
  const database = await docker(host.machine.docker, "inspect", await host.container("database"));
  for (const secret of canaries) expect(database).not.toContain(secret);
  const app = await docker(host.machine.docker, "inspect", await host.container("app"));
  expect(app).toContain(secrets.DB_PASSWORD);
});

/** As System.Text.Json writes all but the plainest characters. */
function inHexadecimal(character: string): string {
  if (character === "\\") return "\\\\";
  if (character === "\n") return "\\n";
  if (character === "$" || character === "/") return character;
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** What must not be seen: the values, and what base64 makes of them wherever they stand. */
function forms(): string[] {
  return canaries.flatMap((value) => [
    value,
    ...[0, 1, 2].map((shift) =>
      Buffer.from("x".repeat(shift) + value)
        .toString("base64")
        .slice(4, -4),
    ),
  ]);
}
