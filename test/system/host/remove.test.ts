import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { protocol, type StatusAnswer } from "../../../host/protocol.ts";
import { configurationOf, startHost, type Host } from "./support.ts";

let host: Host;

beforeAll(async () => {
  host = await startHost();
  const configuration = configurationOf(host);
  const { services } = configuration.compose as {
    services: Record<string, { volumes?: string[] }>;
  };
  services.database!.volumes!.push("more:/more");
  configuration.compose.volumes = { more: {} };
  expect((await host.apply(configuration)).code).toBe(0);
  expect((await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0")).code).toBe(0);
});
afterAll(async () => {
  await host.docker("volume", "rm", "--force", `${host.environment}-shop_more`);
  await host.close();
});

const remove = () => host.call("remove", { protocol, app: "shop" }, "configurator");
const containers = () =>
  host.docker(
    ...["ps", "--all", "--quiet"],
    ...["--filter", `label=com.docker.compose.project=${host.environment}-shop`],
  );

it("ends an app's containers, and keeps its data, its volumes and its history", async () => {
  expect(await containers()).not.toBe("");
  const { code, answer } = await remove();
  expect({ code, outcome: answer.outcome }).toEqual({ code: 0, outcome: "removed" });
  expect(answer.stays).toEqual({
    folder: host.place,
    data: ["rows"],
    volumes: [`${host.environment}-shop_more`],
    images: [host.machine.images.shop["1.0.0"]],
  });
  expect(await containers()).toBe("");
  expect(readdirSync(join(host.place, "rows"))).not.toEqual([]);
  expect(await host.docker("volume", "ls", "--quiet")).toContain(`${host.environment}-shop_more`);
  for (const gone of ["releases", "applied.json", "current", "files"]) {
    expect(existsSync(join(host.place, gone)), gone).toBe(false);
  }
  expect((await host.history()).at(-1)).toMatchObject({ action: "remove", outcome: "removed" });
});

it("is told of no more, and started by no deploy", async () => {
  const { answer } = await host.call<StatusAnswer>("status", {}, "observer");
  expect(answer.apps).toEqual([]);
  const { code } = await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0");
  expect(code).toBe(20);
  expect(await containers()).toBe("");
});

it("comes back with the next `up`, with the data that it left", async () => {
  expect((await host.apply(configurationOf(host))).code).toBe(0);
  const { code, answer } = await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0");
  expect(code).toBe(0);
  expect(answer.release?.number).toBe(2);
});
