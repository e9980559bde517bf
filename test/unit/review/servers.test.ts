import { expect, it } from "vitest";
import { absent, changedFiles, compose, staging } from "../settings/fixture.ts";
import type { Change } from "../settings/fixture.ts";
import { after, allSaid, between } from "./said.ts";

const shop = "slipway:apps.shop";

/** Of the app's own image, which a new configuration starts anew. */
const restarts =
  "rest changed staging | the service `app` of `shop` restarts | It runs the app's image, and the configuration is a new one.";

/** What becomes of servers' services, and what is no setting of Slipway's own. */
const cases: [title: string, changes: Change[], said: string[]][] = [
  [
    "a database of another version",
    [[compose, "services.database.image", "postgres:18"]],
    [
      'data changed staging | the service `database` of `shop` restarts: "postgres:17" → "postgres:18" | Its `image` in the compose file differs. | `postgres:18` may not read the data of `postgres:17`: dump and restore them.',
      restarts,
    ],
  ],
  [
    "a volume",
    [
      [compose, "services.database.volumes", ["data:/var/lib/postgresql/data"]],
      [compose, "volumes", { data: {} }],
    ],
    [
      "data changed staging | the service `database` of `shop` restarts | Its `volumes` in the compose file differs. | It begins with `data`, empty unless that is there already.",
      "data added staging | `volumes.data` in the compose file of `shop`",
      restarts,
    ],
  ],
  [
    "a service that goes",
    [[compose, "services.database", absent]],
    [
      "gone removed staging | the service `database` of `shop` | Its data go with its container.",
      restarts,
    ],
  ],
  [
    "a config file",
    [["compose/app.conf", "listen 3001\n"]],
    [
      "rest changed staging | the content of `files/app.conf` of `shop`",
      "rest changed staging | the service `app` of `shop` restarts | It mounts `files/app.conf`.",
    ],
  ],
  [
    "a health check that goes",
    [[staging, `${shop}.health`, absent]],
    ["access removed weaker staging | the health check of `shop`", restarts],
  ],
  [
    "what is Pulumi's and its providers' own",
    [
      [staging, ["encryptionsalt"], "v1:other"],
      [staging, ["config", "gitlab:insecure"], true],
      [staging, ["config", "gitlab:headers"], { a: "canary" }],
      [
        "Pulumi.yaml",
        "name: slipway\nruntime: nodejs\nbackend: { url: https://evil.example.com }\n",
      ],
    ],
    [
      'followed added  | `backend`: - → {"url":"https://evil.example.com"}',
      "followed changed staging | `encryptionsalt`: (not a setting) → (not a setting) | The passphrase is another, or every secret was encrypted anew.",
      "followed added staging | `gitlab:insecure`: - → true",
      "followed added staging | `gitlab:headers`: - → (not a setting)",
    ],
  ],
];

it.each(cases)("tells %s", (_, changes, expected) => {
  expect(allSaid(after(...changes))).toEqual(expected);
});

it("of an environment that comes, nothing is gone or begun anew elsewhere", () => {
  const folder: Change = [staging, "slipway:servers.staging-1.folder", "/srv/elsewhere"];
  const { changes } = between(changedFiles([staging, absent]), changedFiles(folder));
  expect(changes.map(({ path }) => path)).toContain("slipway:servers.staging-1.folder");
  expect(changes.filter(({ concern }) => concern === "gone")).toEqual([]);
});
