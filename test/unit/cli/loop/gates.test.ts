import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requireServed } from "../../../../cli/loop/gates.ts";
import { keepImage } from "../../../../cli/registry/keptImages.ts";
import { pushImage, startTestRegistry, type TestRegistry } from "../support/registry.ts";

let registry: TestRegistry;
beforeAll(async () => {
  registry = await startTestRegistry();
});
afterAll(() => registry.stop());

describe("An image whose record the clean-up has taken", () => {
  const repository = "acme/shop/release";
  const pass = (digest: string) => {
    const { address, variables } = registry;
    const [user, password] = [variables.CI_REGISTRY_USER!, variables.CI_REGISTRY_PASSWORD!];
    const place = { environment: "production", after: "uat" };
    const image = `${address}/${repository}@${digest}`;
    return requireServed(image, "shop", place, { address, user, password });
  };

  it.each(["uat", "production"])(
    "comes to production as long as %s has it among those that it served last",
    async (environment) => {
      const digest = await pushImage(registry.connection, repository, { environment });
      await expect(pass(digest)).rejects.toThrow("uat has not served shop");
      await keepImage(registry.connection, repository, environment, digest);
      await pass(digest);
    },
  );

  it("does not come to production because staging has it", async () => {
    const digest = await pushImage(registry.connection, repository, { environment: "staging" });
    await keepImage(registry.connection, repository, "staging", digest);
    await expect(pass(digest)).rejects.toThrow("uat has not served shop");
  });
});
