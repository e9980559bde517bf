import { expect, it } from "vitest";
import { mirrored, publicNames, publicRepositories } from "../../../sandbox/images/publicImages.ts";

it("has each public image in the repository that it is pulled from there", () => {
  const registry = { address: "127.0.0.1:5000" };
  const pulled = publicNames.map((name) => mirrored(registry, name).replace(/:[^:/]*$/, ""));
  expect(publicRepositories.map((name) => `127.0.0.1:5000/${name}`)).toEqual(pulled);
  expect(publicRepositories).toEqual(["library/node", "library/postgres"]);
});
