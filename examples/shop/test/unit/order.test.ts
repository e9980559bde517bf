import { expect, it } from "vitest";
import { parseOrder } from "../../src/order.ts";

it("takes what JSON and a form bring", () => {
  const order = { product: "anvil", quantity: 2 };
  expect(parseOrder(order)).toEqual({ order });
  expect(parseOrder({ product: "anvil", quantity: "2" })).toEqual({ order });
});

it.each([0, 101, 1.5, "", "two", null])("refuses a quantity of %j", (quantity) => {
  expect(parseOrder({ product: "anvil", quantity })).toEqual({
    problems: ["quantity: a whole number from 1 to 100"],
  });
});

it.each([undefined, "none", { product: "toString" }, { product: 7 }])(
  "tells all that is wrong with %j",
  (input) => {
    expect(parseOrder(input)).toEqual({
      problems: ["product: one of anvil, magnet, paint", "quantity: a whole number from 1 to 100"],
    });
  },
);
