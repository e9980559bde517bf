import { html } from "hono/html";
import { catalogue, priceText } from "./catalogue.ts";
import type { Order } from "./order.ts";

/** The shop as customers see it. */
export function page(orders: Order[], version: string) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Acme shop</title>
      </head>
      <body>
        <h1>Acme shop</h1>
        <form method="post" action="/orders">
          <label>
            Product
            <select name="product">
              ${Object.entries(catalogue).map(
                ([word, { name, price }]) =>
                  html`<option value="${word}">${name}, ${priceText(price)}</option>`,
              )}
            </select>
          </label>
          <label
            >Quantity <input name="quantity" type="number" value="1" min="1" max="100"
          /></label>
          <button>Order</button>
        </form>
        <h2>Latest orders</h2>
        <ol reversed>
          ${orders.map(
            ({ id, product, quantity }) =>
              html`<li value="${id}">${quantity} × ${catalogue[product]?.name ?? product}</li>`,
          )}
        </ol>
        <footer>Version ${version}</footer>
      </body>
    </html>`;
}
