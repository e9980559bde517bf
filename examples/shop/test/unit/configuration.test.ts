import { expect, it } from "vitest";
import { readConfiguration } from "../../src/configuration.ts";

it("needs a password and nothing else", () => {
  expect(readConfiguration({ DB_PASSWORD: "secret" })).toEqual({
    port: 3000,
    logLevel: "Information",
    version: "dev",
    database: { host: "database", port: 5432, user: "shop", password: "secret", database: "shop" },
  });
});

it("takes version, log level and database from the environment", () => {
  const variables = {
    VERSION: "1.2.3",
    LOG_LEVEL: "Debug",
    DB_HOST: "127.0.0.1",
    DB_PORT: "6543",
    DB_USER: "test",
    DB_NAME: "other",
    DB_PASSWORD: "secret",
  };
  expect(readConfiguration(variables)).toMatchObject({
    logLevel: "Debug",
    version: "1.2.3",
    database: { host: "127.0.0.1", port: 6543, user: "test", database: "other" },
  });
});

it("tells all that is wrong, and no secret", () => {
  expect(() => readConfiguration({ LOG_LEVEL: "debug" })).toThrow(
    'LOG_LEVEL is "debug". Allowed: Trace, Debug, Information, Warning, Error. DB_PASSWORD is not set.',
  );
});
