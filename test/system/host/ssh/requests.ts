import fc from "fast-check";
import { allowed, protocol, type Action, type Role } from "../../../../host/protocol.ts";
import { limits } from "../../../../host/limits.ts";

/** What somebody with a key of a role asks sshd for. */
export interface Asked {
  role: Role;
  command: string;
  /** What sshd is asked to set. */
  env: Record<string, string>;
  body: Buffer;
  /** What it has to end with. Default: any of the protocol's. */
  codes?: number[];
}

const roles = Object.keys(allowed) as Role[];
const actions: Action[] = [
  ...(["apply", "deploy", "rollback", "allow", "pull"] as const),
  ...(["status", "history", "recover"] as const),
];
const looks: string[] = ["status", "history"];
const digest = `sha256:${"e".repeat(64)}`;

/** A name that no file may have afterwards. */
export const mark = "slipway-was-here";

const names = [
  ...["../..", "/", "/etc", `../${mark}`, `/tmp/${mark}`, `shop/../${mark}`, `shop/${mark}`],
  ...[".", "", "shop\n", "shop\0", ` shop`, "-x", "--folder", "shop;id", "$(id)", "²", "ｓhop"],
  ...["a".repeat(5000), ".calls", `${mark}\u2028`, "%2e%2e"],
];

const values: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, 0, -1, 1.5, 1e308, "", "\0", "\n", {}, [], [[]], { "": null }, "٣", "${IMAGE}"],
    ...["-1", "1e999", "files/../x", "http://[", "file:///etc/passwd", "x".repeat(5000)],
    ...["__proto__", { path: [] }, { services: { a: { image: "${IMAGE}", privileged: true } } }],
  ),
  fc.constantFrom(...names),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.jsonValue({ maxDepth: 3 }),
);

const registry = { address: "registry.example.com", user: "robot", password: "word" };
const image = `registry.example.com/evil/shop@${digest}`;

/** Bodies that are almost right. Those that would be carried out leave what serves as it is. */
const almost: Record<Action, Record<string, unknown>> = {
  apply: {
    protocol,
    app: "shop",
    configuration: {
      compose: { services: { app: { image: "${IMAGE}", volumes: [`./files/../../${mark}:/x`] } } },
      files: { [`../../${mark}`]: "" },
      env: { LD_PRELOAD: `/tmp/${mark}` },
      secrets: { A: "b", [`\n${mark}`]: "x" },
      health: { url: "http://127.0.0.1:1/", smoke: ["/"], within: 1 },
    },
    withNextImage: true,
    registry,
    wait: 1,
  },
  deploy: { protocol, image, version: "9.9.9", registry, wait: 1, cause: { author: "Eve" } },
  rollback: { protocol, to: 77, wait: 1, byHand: false, registry },
  allow: { protocol, image: digest, wait: 1, cause: { author: "Eve", commit: `\u001b]0;${mark}` } },
  pull: { protocol, image, registry },
  restore: { protocol, backup: `../../${mark}`, wait: 1, registry },
  status: { protocol, app: "shop" },
  history: { protocol, app: "shop", last: 5 },
  logs: { protocol, app: "shop", service: "app", since: 60, last: 5 },
  restart: { protocol, services: ["none"], wait: 1, cause: { author: "Eve" } },
  // Its keys are bound.
  remove: { protocol, app: "shop", wait: 1, cause: { author: "Eve" } },
  announce: { protocol },
  // No key may ask for it.
  recover: { protocol },
};

/** A copy in which one part is another, is missing, or stands twice. */
function changed(body: unknown, where: number, value: unknown): unknown {
  const keys = typeof body === "object" && body !== null ? Object.keys(body) : [];
  if (keys.length === 0 || where < 0.1) return value;
  const key = keys[Math.floor(((where * 97) % 1) * keys.length)]!;
  const inner = (body as Record<string, unknown>)[key];
  const kind = (where * 1009) % 1;
  if (Array.isArray(body)) return [...(body as unknown[]), value];
  const rest = Object.entries(body as object).filter(([name]) => kind > 0.15 || name !== key);
  return { ...Object.fromEntries(rest), [key]: changed(inner, (where * 31) % 1, value) };
}

const part = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const structure = (action: Action) =>
  fc
    .array(fc.tuple(part, values), { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce<unknown>((b, [w, v]) => changed(b, w, v), almost[action]))
    .map((body) => Buffer.from(JSON.stringify(body) ?? ""));

/** What is no JSON object, or more than one, for all that reads it right. */
const bytes = (action: Action): fc.Arbitrary<Buffer> => {
  const good = JSON.stringify(almost[action]);
  const most = action === "apply" ? limits.applyBytes : limits.requestBytes;
  return fc.oneof(
    fc.nat(good.length - 2).map((end) => Buffer.from(good.slice(0, end + 1))),
    fc.uint8Array({ minLength: 1, maxLength: 300 }).map((all) => Buffer.from([0xff, ...all])),
    fc
      .constantFrom(
        ...[`${good}${good}`, `${good}\n${good}`, `[${good}]`, `${good}]`, `\ufeff${good}`, "null"],
        ...[`${good.slice(0, -1)},"wait":NaN}`, `${good.slice(0, -1)},"wait":-Infinity}`],
        ...[`${good.slice(0, -1)},"x":1e999}`, `${good.slice(0, -1)},"x":${"9".repeat(50_000)}}`],
        ...[`${good.slice(0, -1)},"x":"\\ud800"}`, `${good.slice(0, -1)},"\\udfff":1}`],
        ...[`${good.slice(0, -1)},"x":${"[".repeat(20_000)}${"]".repeat(20_000)}}`],
        ...[`${good.slice(0, -1)},"x":"\0"}`, `${good.slice(0, -1)},"x":'y'}`, "\0", '"', "{}{}"],
        ...[`${'{"x":'.repeat(9000)}1${"}".repeat(9000)}`, `// no comment\n${good}`],
        ...(looks.includes(action) ? [] : ["", " \n"]),
      )
      .map((text) => Buffer.from(text)),
    // A megabyte takes its time to be sent, so what is an apply's limit is tried by itself.
    fc.constant(Buffer.alloc(action === "apply" ? 200 : most + 1, action === "apply" ? "[" : " ")),
  );
};

/** Words that no key may add to an action, or put in its place. */
const words = [
  ...["--role configurator", "--folder /", "--app other", "--session /tmp --lock 0", "; id"],
  ...["&& id", "| sh", "$(id)", "`id`", "\nid", "\tstatus", "\u00a0x", "\u2028--role x", "-- x"],
  ...[
    "> /tmp/x",
    "{}",
    "\r\nstatus",
    "\u001b[2J",
    "' x",
    '" x',
    "\\ x",
    "--help",
    "é\u0000".trim(),
  ],
].map((word) => word.replaceAll("\0", ""));
const elsewhere = [
  ...["", " ", "sh", "/bin/sh", "bash -i", "id", "rollback_shop", "STATUS", "statu", "statuses"],
  ...[
    "scp -t /tmp",
    "scp -f /etc/passwd",
    "sftp-server",
    "rsync --server . /",
    "git-upload-pack x",
  ],
  ...["--help", "help", "../status", "./status", "status/", "exec", "bootstrap"],
  ...["x".repeat(100_000), "status ".repeat(10_000), "-".repeat(3000), "\ud83d\ude00", "stat us"],
];

const env = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.dictionary(
    fc.constantFrom(
      ...["LANG", "LC_ALL", "LD_PRELOAD", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONSTARTUP"],
      ...["PYTHONINSPECT", "SSH_ORIGINAL_COMMAND", "SLIPWAY_X", "DOCKER_HOST", "PATH", "HOME"],
    ),
    fc.constantFrom("tr_TR.UTF-8", `/tmp/${mark}`, "tcp://127.0.0.1:1", "1", "", "x".repeat(999)),
    { minKeys: 1, maxKeys: 4 },
  ),
);

/** One that is wrong somewhere, by somebody who has the key of a role. */
export const hostile: fc.Arbitrary<Asked> = fc
  .record({
    role: fc.constantFrom(...roles),
    action: fc.constantFrom(...actions),
    env,
    how: fc.integer({ min: 0, max: 9 }),
    word: fc.constantFrom(...words),
    other: fc.oneof(fc.constantFrom(...elsewhere), fc.string({ maxLength: 30 })),
    name: fc.constantFrom(...names, "other", `${mark}`),
  })
  .chain(({ role, action, env, how, word, other, name }) => {
    const may = (allowed[role] as readonly string[]).includes(action);
    const asked = { role, env, command: action };
    const whole = Buffer.from(JSON.stringify(almost[action]));
    if (!may) return fc.constant<Asked>({ ...asked, body: whole, codes: [21] });
    if (how === 0) {
      return fc.constant<Asked>({
        ...asked,
        command: `${action} ${word}`,
        body: whole,
        codes: [20],
      });
    }
    if (how === 1) {
      const command = actions.includes(other.trim() as Action) ? "id" : other.replaceAll("\0", "");
      return fc.constant<Asked>({ ...asked, command, body: whole, codes: [20] });
    }
    if (how === 2) {
      const body = Buffer.from(JSON.stringify({ ...almost[action], app: name }));
      const isBound = role === "deployer" || role === "puller";
      const isRefused = isBound && name !== "";
      return fc.constant<Asked>({ ...asked, body, ...(isRefused ? { codes: [20, 21] } : {}) });
    }
    const body = how < 6 ? bytes(action) : structure(action);
    return body.map((sent): Asked => ({
      ...asked,
      body: sent,
      ...(how < 6 ? { codes: [20] } : {}),
    }));
  });
