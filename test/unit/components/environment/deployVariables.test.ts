import { describe, expect, it } from "vitest";
import { deployVariables } from "../../../../components/environment/deployVariables.ts";
import { publicHealth } from "../../../../components/environment/publicHealth.ts";
import { environmentSettings } from "../../../support/settings.ts";

const settings = environmentSettings();
const app = settings.apps[0]!;

function at(externalUrl: string | undefined, health: Partial<typeof app.health> = {}) {
  return publicHealth({
    ...app,
    environment: { ...app.environment, externalUrl },
    health: { ...app.health!, ...health },
  });
}

describe("What a deploy asks from outside", () => {
  it("is the server's own checks, at the app's public address", () => {
    expect(publicHealth(app)).toEqual({
      url: "https://shop.example.com/health",
      version: ".version",
      smoke: ["https://shop.example.com/api/v1/status"],
      within: 60,
    });
  });

  it("is below the path of a public address that has one, a query and all", () => {
    expect(
      at("https://example.com/shop/", { url: "http://127.0.0.1:3000/health?deep=1" }),
    ).toMatchObject({
      url: "https://example.com/shop/health?deep=1",
      smoke: ["https://example.com/shop/api/v1/status"],
    });
  });

  it("leaves out what is on the server alone, and keeps what is elsewhere", () => {
    const smoke = ["http://127.0.0.1:9090/metrics", "https://cdn.example.com/a.js", "/cart"];
    expect(at("https://shop.example.com", { smoke })?.smoke).toEqual([
      "https://cdn.example.com/a.js",
      "https://shop.example.com/cart",
    ]);
  });

  it("is nothing without a public address, or without checks", () => {
    expect(at(undefined)).toBeUndefined();
    expect(publicHealth({ ...app, health: undefined })).toBeUndefined();
  });
});

describe("A deploy job's variables", () => {
  const tell = {
    slack: { webhook: "https://hooks.slack.com/services/canary" },
    telegram: { token: "12345:canary-telegram-token", chat: "-1001234567890" },
  };

  it("are those checks, and nothing of whom nobody is told", () => {
    expect(deployVariables(app, settings)).toMatchObject([
      {
        key: "SLIPWAY_HEALTH",
        value: JSON.stringify(publicHealth(app)),
        environmentScope: "production",
        protected: true,
        secret: false,
        raw: true,
      },
    ]);
    expect(deployVariables({ ...app, health: undefined }, settings)).toEqual([]);
  });

  it("say whom to tell, masked where that is all it takes to write there", () => {
    const variables = deployVariables(app, { ...settings, tell }).slice(1);
    expect(variables.map(({ key, value, secret, masked }) => [key, value, secret, masked])).toEqual(
      [
        ["SLIPWAY_SLACK_WEBHOOK", tell.slack.webhook, true, true],
        ["SLIPWAY_TELEGRAM_TOKEN", tell.telegram.token, true, true],
        ["SLIPWAY_TELEGRAM_CHAT", "-1001234567890", false, false],
      ],
    );
    for (const variable of variables) {
      expect(variable).toMatchObject({ environmentScope: "production", protected: true });
    }
  });
});
