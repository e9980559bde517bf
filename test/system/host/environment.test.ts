import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { docker } from "../../support/docker.ts";
import { configurationOf, startHost, type Host } from "./support.ts";

let host: Host;

beforeAll(async () => {
  host = await startHost();
  const { code } = await deployWith({ env: {}, secrets: {} });
  expect(code).toBe(0);
});
afterAll(() => host.close());

/** Values that have broken .env files of one kind or another. */
const hostile = [
  "",
  " ",
  "  spaces around  ",
  "$",
  "$$",
  "$HOME",
  "${HOME}",
  "${HOME:-default}",
  "${unclosed",
  "$(id)",
  "`id`",
  "pa$$w0rd",
  "\\",
  "\\\\",
  "ends with \\",
  "\\n is not a newline",
  '\\t \\r \\$ \\" \\x41 \\u0041 \\101',
  '"',
  "'",
  `"quoted"`,
  `'quoted'`,
  `"'"'"`,
  "# not a comment",
  "a # not a comment",
  "a=b",
  "=",
  "export A=b",
  "line one\nline two",
  "\n",
  "\n\n",
  "ends with a newline\n",
  "\r\n",
  "\r",
  "\t",
  "\u0001\u0002\u0007\u001b[31m\u007f",
  "äöü ß é 漢字 😀 \u200b \ufeff \u2028",
  "-----BEGIN KEY-----\nAAAA+/==\n-----END KEY-----\n",
  '{"json":"with \\"quotes\\" and $dollars"}',
  "%s %d %%",
  "*.* ? [a-z] ~ ! & ; | < > ( )",
  "x".repeat(20_000),
];

const piece = fc.oneof(
  fc.constantFrom(
    "$",
    "\\",
    '"',
    "'",
    "`",
    "\n",
    "\r",
    "\t",
    "#",
    " ",
    "=",
    "{",
    "}",
    "%",
    "\u0007",
  ),
  fc.constantFrom("${A}", "$A", "\\n", "\\$", '\\"', "$$", "${A:-b}", "\\\\"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 3 }),
);
const value = fc
  .array(piece, { maxLength: 12 })
  .map((pieces) => pieces.join("").replaceAll("\0", ""));

it("hands every value on byte for byte: those known to break things", async () => {
  await expectExact(hostile);
});

it("hands every value on byte for byte: any", async () => {
  // Starting containers anew takes a second, so each run carries many values.
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 120, maxLength: 120 }), expectExact),
    { numRuns: 2, endOnFailure: true },
  );
});

async function expectExact(values: string[]): Promise<void> {
  const named = Object.fromEntries(values.map((text, index) => [`VALUE_${index}`, text]));
  const half = Object.entries(named).length / 2;
  const { code, stderr } = await deployWith({
    env: Object.fromEntries(Object.entries(named).slice(0, half)),
    secrets: Object.fromEntries(Object.entries(named).slice(half)),
  });
  expect(code, stderr).toBe(0);

  // Through `env_file`, and through `${…}` in the compose file.
  expect(valuesOf(await environmentOf("app"))).toEqual(named);
  expect(valuesOf(await environmentOf("interpolated"))).toEqual(named);

  function valuesOf(environment: Map<string, string>) {
    return Object.fromEntries(Object.keys(named).map((key) => [key, environment.get(key)]));
  }
}

let deployed = false;

async function deployWith({ env, secrets }: Record<"env" | "secrets", Record<string, string>>) {
  const keys = Object.keys({ ...env, ...secrets });
  const base = { image: "${IMAGE}", stop_grace_period: "0s" };
  const configuration = configurationOf(host, {
    compose: {
      services: {
        app: { ...base, env_file: [".env"], ports: [`127.0.0.1:${host.port}:3000`] },
        interpolated: {
          ...base,
          environment: Object.fromEntries(keys.map((key) => [key, `\${${key}}`])),
        },
      },
    },
    env,
    secrets,
    health: { url: `http://127.0.0.1:${host.port}/health`, smoke: [], within: 60 },
  });
  const applied = await host.apply(configuration);
  if (deployed || applied.code !== 0) return applied;
  deployed = true;
  return host.deploy(host.machine.images.shop["1.0.0"]);
}

/** The environment that the container's first process was started with. */
async function environmentOf(service: string): Promise<Map<string, string>> {
  const id = await host.container(service);
  const environ = await docker(host.machine.docker, "exec", id, "cat", "/proc/1/environ");
  return new Map(
    environ.split("\0").map((line) => {
      const end = line.indexOf("=");
      return [line.slice(0, end), line.slice(end + 1)];
    }),
  );
}
