import { describe, expect, it } from "vitest";
import { Screen } from "../../../cli/engine/screen.ts";
import { inWords, isAboutPending } from "../../../cli/engine/words.ts";
import { environmentSettings } from "../../support/settings.ts";

const settings = environmentSettings();

/** A message of the command plugin's, about the first contact with a server or an app on it. */
function command(message: string, name = "prod-1-bootstrap"): string {
  const urn = `urn:pulumi:production::slipway::slipway:environment:Server$command:remote:Command::${name}`;
  return inWords({ severity: "error", message, urn }, "production", settings);
}

describe("a connection of an up that fails", () => {
  const handshake = "after 1 failed attempts: ssh: handshake failed: ";
  const login =
    "ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain";

  it.each([
    [
      "another host key",
      `${handshake}ssh: host key mismatch`,
      /^prod-1 \(root@prod\.example\.com, port 2222\) shows another host key than `slipway:servers\.prod-1\.hostKey`/,
    ],
    [
      "a host key of another kind",
      `${handshake}ssh: no common algorithm for host key; we offered: [ssh-ed25519]`,
      /shows another host key/,
    ],
    [
      "what is no host key",
      "failed to parse host key: ssh: no key found",
      /^`slipway:servers\.prod-1\.hostKey` is no host key that ssh can read/,
    ],
    [
      "a key that is not let in",
      handshake + login,
      /does not accept this stack's key for it\. .*`npx slipway keys production` prints the line for ~root/,
    ],
    ["what is no key", "ssh: no key found", /The private key for prod-1 .* can't be read by ssh/],
    [
      "a closed port",
      "after 1 failed attempts: dial tcp 192.0.2.1:22: connect: connection refused",
      /^prod-1 \(root@prod\.example\.com, port 2222\) cannot be reached: connection refused$/,
    ],
    [
      "a closed port at an IPv6 address",
      "after 1 failed attempts: dial tcp [::1]:22: connect: connection refused",
      /cannot be reached: connection refused$/,
    ],
    [
      "an unknown name",
      "dial tcp: lookup prod.example.com on 192.0.2.53:53: no such host",
      /cannot be reached: lookup prod\.example\.com on 192\.0\.2\.53:53: no such host$/,
    ],
    ["a broken one", "wait: remote command exited without exit status or exit signal", /broke\. A/],
  ])("(%s) says which server, what is wrong and what to do", (_, message, expected) => {
    expect(command(message)).toMatch(expected);
  });

  it("as the user that applies is told with what has that key written anew", () => {
    const told = command(handshake + login, "shop-prod-1");
    expect(told).toContain("prod-1 (slipway@prod.example.com, port 2222) does not accept");
    expect(told).toContain("`npx slipway up production` writes the keys anew.");
  });

  it("stays in its own words where no server of the settings is meant", () => {
    const message = `${handshake}ssh: host key mismatch`;
    expect(command(message, "other")).toBe(message);
    expect(inWords({ severity: "error", message }, "production", settings)).toBe(message);
  });
});

describe("a command that ends badly", () => {
  const answer = {
    protocol: 1,
    code: 10,
    message: "Release 2 failed its smoke check. It was put back.",
    failure: {
      check: "smoke",
      log: ["shop: connection reset by peer", "ssh: no key found\u001b[2J"],
    },
  };
  const ended = (output: string, status = "10") =>
    `Process exited with status ${status}: running "apply \\"x\\"\\nset":\n${output}`;

  const line = JSON.stringify(answer);
  const progress = `release 2\n${answer.message}`;

  it.each([
    ["after its progress", `${progress}\n${line}\n`],
    ["before the last words of it", `release 2\n${line}\n${answer.message}\n`],
    ["after what a container says that would be one", `{"code":0,"message":"all well"}\n${line}\n`],
    ["before it", `${line}\n{"code":0,"message":"all well"}\n`],
  ])("is told by slipway-host's answer alone, %s, and what it was about", (_, output) => {
    expect(command(ended(output), "shop-prod-1")).toBe(
      "shop on prod-1: Release 2 failed its smoke check. It was put back.\n" +
        "    | shop: connection reset by peer\n    | ssh: no key found\\x1b[2J",
    );
  });

  it("is told by its last lines where there is no answer", () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`).join("\n");
    const told = command(ended(lines, "1"));
    expect(told).toMatch(/^prod-1: it ended with 1, and gave no answer\.\n {4}\| line 10\n/);
    expect(told).toMatch(/line 29$/);
    expect(command(ended("", "143 from signal TERM"))).toContain("it was ended by SIGTERM");
  });
});

it("what a killed operation left is told without a cloud's console", () => {
  const message =
    "Attempting to deploy or update resources with 1 pending operations from previous deployment.\n" +
    "  * urn:pulumi:staging::slipway::gitlab:index/branch:Branch::shop-main, interrupted while creating\n" +
    "These resources are in an unknown state … you can confirm using the AWS Console.\n";
  expect(isAboutPending(message)).toBe(true);
  const told = inWords({ severity: "warning", message }, "staging", undefined);
  expect(told).toContain("in the middle of shop-main (creating)");
  expect(told).toContain("`slipway up staging`");
  expect(told).not.toContain("AWS");
});

describe("the engine's display", () => {
  const failed = "after 1 failed attempts: dial tcp 127.0.0.1:1: connect: connection refused";
  const engines = [
    "Updating (staging):",
    "",
    ` +  command:remote:Command one creating (0s) `,
    ` +  command:remote:Command one creating (0s) error: ${failed}`,
    `\u001b[1m +  command:remote:Command one **creating failed**; error: ${failed}\u001b[0m`,
    "    pulumi:pulumi:Stack slipway-staging **failed** 1 error",
    "Diagnostics:",
    "  command:remote:Command (one):",
    `    error: ${failed}`,
    "",
    "    warning: careful",
    "",
    "Outputs:",
    '    error: "a value that looks like one"',
    "",
    "Duration: 1s",
    "",
  ].join("\n");

  it.each([1, 7, 10_000])("keeps all but its messages, in chunks of %d", (size) => {
    const screen = new Screen();
    let shown = "";
    for (let at = 0; at < engines.length; at += size) {
      shown += screen.show(engines.slice(at, at + size));
    }
    expect(shown + screen.end()).toBe(
      [
        "Updating (staging):",
        "",
        ` +  command:remote:Command one creating (0s) `,
        `\u001b[1m +  command:remote:Command one **creating failed**\u001b[0m`,
        "    pulumi:pulumi:Stack slipway-staging **failed** 1 error",
        "Outputs:",
        '    error: "a value that looks like one"',
        "",
        "Duration: 1s",
        "",
      ].join("\n"),
    );
  });

  it("shows that something goes on at once, and what has no end", () => {
    const screen = new Screen();
    expect(screen.show("@ updating.")).toBe("@ updating.");
    expect(screen.show("..")).toBe("..");
    expect(screen.show("\nlast")).toBe("\n");
    expect(screen.end()).toBe("last");
  });
});

it.each(["GroupServiceAccount", "GroupServiceAccountAccessToken"])(
  "a %s that GitLab does not make says what else there is",
  (kind) => {
    const type = `gitlab:index/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`;
    const urn = `urn:pulumi:platform::slipway::slipway:platform:AppProject$${type}::shop-release`;
    const message = "POST https://gitlab.example.com/api/v4/groups/acme/service_accounts: 404";
    const told = inWords({ severity: "error", message, urn }, "platform", undefined);
    expect(told).toContain(message);
    expect(told).toContain("`slipway:pipelines.release`");
    expect(inWords({ severity: "info", message, urn }, "platform", undefined)).toBe(message);
    const other = urn.replace(kind, "Project").replace(/groupService\w+/, "project");
    expect(inWords({ severity: "error", message, urn: other }, "platform", undefined)).toBe(
      message,
    );
  },
);

describe("what GitLab refuses to make since it is there", () => {
  const urnOf = (type: string) => `urn:pulumi:uat::slipway::slipway:platform:Platform$${type}::one`;
  const said = (type: string, message: string, severity = "error") =>
    inWords({ severity, message, urn: urnOf(type) }, "uat", undefined);

  it.each([
    ["projectVariable:ProjectVariable", "400 {message: {key: [(KEY) has already been taken]}}"],
    ["branch:Branch", "400 {message: Branch already exists}"],
    ["branchProtection:BranchProtection", "409 {message: Protected branch 'a' already exists}"],
  ])("is said to be taken over by up: %s", (kind, message) => {
    expect(said(`gitlab:index/${kind}`, message)).toBe(
      `${message}\nIt is on GitLab already: \`slipway up uat --adopt\` takes over what the token may read.`,
    );
  });

  it("is no other resource, and no other message", () => {
    const taken = "has already been taken";
    expect(said("gitlab:index/groupHook:GroupHook", taken)).toBe(taken);
    expect(said("command:remote:Command", taken)).toBe(taken);
    expect(said("gitlab:index/branch:Branch", "403 Forbidden")).toBe("403 Forbidden");
  });
});
