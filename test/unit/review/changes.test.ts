import { describe, expect, it } from "vitest";
import { absent, platform, production, secret, staging } from "../settings/fixture.ts";
import type { Change } from "../settings/fixture.ts";
import { after, allSaid } from "./said.ts";

const shop = "slipway:apps.shop";

const sees = (key: string) =>
  `rest changed staging | the service \`app\` of \`shop\` restarts | It sees \`${key}\` of \`.env\`.`;

const cases: [title: string, changes: Change[], said: string[]][] = [
  [
    "a line of `.env`",
    [[staging, `${shop}.env.LOG_LEVEL`, "Info"]],
    ['rest changed staging | `LOG_LEVEL` in `.env` of `shop`: "Debug" → "Info"', sees("LOG_LEVEL")],
  ],
  [
    "a line of `.env` that goes",
    [[staging, `${shop}.env.LOG_LEVEL`, absent]],
    ['gone removed staging | `LOG_LEVEL` in `.env` of `shop`: "Debug" → -', sees("LOG_LEVEL")],
  ],
  [
    "a secret, with its days, and the database that sees it",
    [
      [staging, `${shop}.secrets.DB_PASSWORD`, secret("canary-2")],
      [staging, `${shop}.rotate.DB_PASSWORD.changed`, "2027-01-01"],
    ],
    [
      "data changed staging | the service `database` of `shop` restarts | It sees `DB_PASSWORD` of `.env`.",
      "rest replaced staging | the secret `DB_PASSWORD` in `.env` of `shop`: (secret) → (secret) | It was set on `2026-11-01`, and now on `2027-01-01`. | Jobs see it as well, as a variable.",
      sees("DB_PASSWORD"),
    ],
  ],
  [
    "a day that is written down for the same secret",
    [[staging, `${shop}.rotate.DB_PASSWORD.changed`, "2027-01-01"]],
    [
      'rest changed staging | the day when `DB_PASSWORD` of `shop` was set: "2026-11-01" → "2027-01-01" | The secret itself is the one from before.',
    ],
  ],
  [
    "a line that becomes a secret",
    [
      [staging, `${shop}.env.LOG_LEVEL`, absent],
      [staging, `${shop}.secrets.LOG_LEVEL`, secret("canary-l")],
    ],
    [
      'access changed stronger staging | the secret `LOG_LEVEL` in `.env` of `shop`: "Debug" → (secret) | It was in clear, and stays so in this repository\'s history.',
      sees("LOG_LEVEL"),
    ],
  ],
  [
    "where the token goes",
    [platform, staging, production].map((file): Change => [
      file,
      "gitlab:baseUrl",
      "https://evil.example.com/api/v4/",
    ]),
    ["platform", "staging", "production"].map(
      (stack) =>
        `followed changed ${stack} | the address of GitLab's API: "https://gitlab.example.com/api/v4/" → "https://evil.example.com/api/v4/"`,
    ),
  ],
  [
    "a server's address, its user and its folder",
    [
      [production, "slipway:servers.prod-1.address", "evil.example.com"],
      [production, "slipway:servers.prod-1.user", "root"],
      [production, "slipway:servers.prod-1.folder", "/srv/x"],
    ],
    [
      'followed changed production | the address of `prod-1`: "prod.example.com" → "evil.example.com"',
      'followed changed production | whom Slipway works as on `prod-1`: "slipway" → "root"',
      'gone changed production | where Slipway keeps everything on `prod-1`: "/srv/slipway" → "/srv/x"',
    ],
  ],
  [
    "the registry and its password",
    [
      [staging, "slipway:registry.address", "evil.example.com"],
      [staging, "slipway:registry.password", secret("canary-3")],
    ],
    [
      'followed changed staging | the address of the registry that servers pull from: "registry.example.com" → "evil.example.com"',
      "followed replaced staging | `slipway:registry.password`: (secret) → (secret)",
    ],
  ],
  [
    "a door that opens by itself",
    [[platform, "slipway:environments.production.deploy", "automatic"]],
    ['access changed weaker platform | the door of `production`: "manual" → "automatic"'],
  ],
  [
    "a freeze",
    [
      [
        platform,
        "slipway:environments.production.freeze",
        { weekend: { from: "Fri 15:00", until: "Mon 07:00", zone: "Europe/Berlin" } },
      ],
    ],
    [
      "access added stronger platform | the freeze `weekend` of `production`",
      'access added platform | `slipway:environments.production.freeze.weekend.from`: - → "Fri 15:00"',
      'access added platform | `slipway:environments.production.freeze.weekend.until`: - → "Mon 07:00"',
      'access added platform | `slipway:environments.production.freeze.weekend.zone`: - → "Europe/Berlin"',
    ],
  ],
  [
    "a branch's protection",
    [
      [
        platform,
        `${shop}.branches.main`,
        { merge: "developer", push: "maintainer", forcePush: true },
      ],
    ],
    [
      'access changed weaker platform | who may push to `main` of `shop`: "no one" → "maintainer"',
      'access changed weaker platform | who may merge into `main` of `shop`: "maintainer" → "developer"',
      "access changed weaker platform | whether `main` of `shop` may be rewritten: false → true",
    ],
  ],
  [
    "a branch that is protected no more",
    [[platform, `${shop}.branches`, { develop: { merge: "developer" }, "ma*": {} }]],
    [
      'access removed weaker platform | the protection of `main` of `shop`: "push: no one, merge: maintainer" → -',
      'access added stronger platform | the protection of `ma*` of `shop`: - → "push: no one, merge: maintainer"',
    ],
  ],
  [
    "branches that are left to the defaults",
    [[platform, `${shop}.branches`, absent]],
    [
      'access changed stronger platform | who may merge into `develop` of `shop`: "developer" → "maintainer"',
    ],
  ],
  [
    "who sees a project, and whether it can be deleted",
    [
      [platform, `${shop}.visibility`, "public"],
      [platform, `${shop}.protect`, false],
    ],
    [
      'access changed weaker platform | who sees the project of `shop`: "private" → "public"',
      "access changed weaker platform | whether Pulumi refuses to delete the project of `shop`: true → false",
    ],
  ],
  [
    "an app that goes from everywhere",
    [
      [platform, shop, absent],
      [staging, shop, absent],
      [staging, "slipway:keys.deployers.shop", absent],
      [production, shop, absent],
      [production, "slipway:keys.deployers.shop", absent],
    ],
    [
      "gone removed platform | the app `shop` | Its project is protected: `up` refuses to delete it until `protect: false` has been merged and brought up by itself.",
      "gone removed staging | the deployer's key of `shop`",
      "gone removed staging | the app `shop`",
      "gone removed production | the deployer's key of `shop`",
      "gone removed production | the app `shop`",
    ],
  ],
  [
    "an environment that goes",
    [
      [staging, absent],
      [platform, "slipway:environments.staging", absent],
      [platform, "slipway:environments.production.after", absent],
    ],
    [
      "gone removed platform | the environment `staging`",
      "gone removed staging | the settings of the environment `staging` | Run `slipway destroy` for `staging` before this is merged, or its resources stay, and nobody keeps them.",
      'access removed platform | what an image has served on before it comes to `production`: "staging" → -',
    ],
  ],
  [
    "a variable and its flags",
    [
      [staging, `${shop}.pipeline.variables.SENTRY`, { value: "other", protected: false }],
      [
        staging,
        `${shop}.pipeline.variables.TOKEN`,
        { value: secret("canary-token"), masked: false },
      ],
    ],
    [
      "access changed weaker staging | `protected` of the variable `SENTRY` of the jobs of `shop`: true → false",
      "access changed weaker staging | `masked` of the variable `TOKEN` of the jobs of `shop`: true → false",
      'rest changed staging | the variable `SENTRY` of the jobs of `shop`: "staging" → "other"',
    ],
  ],
  [
    "variables that come and go",
    [
      [staging, `${shop}.pipeline.variables.NEW`, "x"],
      [staging, `${shop}.pipeline.variables.SENTRY`, absent],
    ],
    [
      'gone removed staging | the variable `SENTRY` of the jobs of `shop`: "staging" → -',
      'rest added staging | the variable `NEW` of the jobs of `shop`: - → "x" | It is `protected`, `raw` and `not masked`, in `staging` only.',
    ],
  ],
  [
    "a variable that stands in clear from now on",
    [[staging, `${shop}.pipeline.variables.TOKEN`, "x"]],
    [
      "access changed weaker staging | `masked` of the variable `TOKEN` of the jobs of `shop`: true → false",
      'access changed weaker staging | the variable `TOKEN` of the jobs of `shop`: (secret) → "x"',
    ],
  ],
  [
    "the order of promotion",
    [
      [
        platform,
        "slipway:environments",
        {
          production: { branch: "main", deploy: "manual", after: "staging" },
          staging: { branch: "develop", deploy: "automatic" },
        },
      ],
    ],
    [
      'access ordered platform | the order of promotion: ["staging","production"] → ["production","staging"]',
    ],
  ],
  [
    "what is no setting, or a secret in clear, without its value",
    [
      [staging, `${shop}.secretz`, { A: "canary" }],
      [staging, `${shop}.secrets.DB_PASSWORD`, "canary"],
      [staging, `${shop}.env.TOKEN`, "glpat-canarycanarycanary"],
    ],
    [
      "rest added staging | `TOKEN` in `.env` of `shop`: - → (like a secret)",
      "rest changed staging | the secret `DB_PASSWORD` in `.env` of `shop`: (secret) → (wrong)",
      "rest added staging | `slipway:apps.shop.secretz.A`: - → (not a setting)",
    ],
  ],
  ["a default that is written out", [[staging, `${shop}.tier`, absent]], []],
];

it.each(cases)("tells %s", (_, changes, expected) => {
  const lines = allSaid(after(...changes));
  expect(lines).toEqual(expected);
});

describe("who brings what where", () => {
  it("is told with the role and the door, before and after", () => {
    const { doors } = after([platform, `${shop}.branches.main`, { merge: "developer" }]);
    const way = { branch: "main", deploy: "manual" };
    expect(doors).toEqual([
      {
        ...{ app: "shop", environment: "production", direction: "weaker" },
        ...{ from: { ...way, role: "maintainer" }, to: { ...way, role: "developer" } },
      },
    ]);
  });

  it("is weaker when the door goes, whoever may do less elsewhere", () => {
    const { doors } = after(
      [platform, "slipway:environments.staging", { branch: "develop", deploy: "manual" }],
      [platform, `${shop}.branches.main`, { merge: "no one" }],
      [platform, "slipway:environments.production.deploy", "automatic"],
    );
    expect(doors.map(({ environment, direction }) => [environment, direction])).toEqual([
      ["staging", "stronger"],
      ["production", "weaker"],
    ]);
  });
});

it("tells what is wrong now, and compares what it can", () => {
  const difference = after(
    [production, "<<<<<<< HEAD\nconfig: {}\n"],
    [staging, `${shop}.env.LOG_LEVEL`, "Info"],
  );
  expect(difference.problems).toMatchObject([{ rule: "yaml.syntax", file: production, line: 1 }]);
  expect(difference.notCompared).toEqual([{ file: production, side: "to", asWritten: false }]);
  expect(allSaid(difference)[0]).toContain("`LOG_LEVEL`");
  expect(difference.doors).toEqual([]);
});

it("says where each change stands", () => {
  const { changes } = after([staging, `${shop}.env.LOG_LEVEL`, "Info"]);
  expect(changes[0]).toMatchObject({
    ...{ file: staging, path: "slipway:apps.shop.env.LOG_LEVEL", app: "shop", stack: "staging" },
  });
  expect(changes[0]!.line).toBeGreaterThan(50);
});
