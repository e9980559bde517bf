import { expect, it } from "vitest";
import { pathFrom, pathText } from "../../../settings/index.ts";

it.each([
  [["slipway:registry", "password"], "slipway:registry.password"],
  [["slipway:apps", "shop", "files", "app.conf"], 'slipway:apps.shop.files["app.conf"]'],
  [["a", 'it"s', "b"], 'a["it\\"s"].b'],
])("%j is written as %s, and read again", (path, text) => {
  expect(pathText(path)).toBe(text);
  expect(pathFrom(text)).toEqual(path);
});

it.each(["a..b", ".a", "a.", "a b", "a[b]", 'a["b', "a[0]"])("%s is no path", (text) => {
  expect(pathFrom(text)).toBeUndefined();
});
