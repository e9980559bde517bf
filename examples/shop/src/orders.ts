import type { Pool } from "pg";
import type { Order, OrderRequest } from "./order.ts";

/** Where orders are kept. */
export interface Orders {
  place: (order: OrderRequest) => Promise<Order>;
  /** The newest first. */
  latest: (count: number) => Promise<Order[]>;
  /** Fails when no order could be placed now. */
  check: () => Promise<void>;
}

/** As a row comes: PostgreSQL's bigint is text to JavaScript. */
interface Row {
  id: string;
  product: string;
  quantity: number;
  placed_at: Date;
}

export function ordersIn(pool: Pool): Orders {
  return {
    async place({ product, quantity }) {
      const { rows } = await pool.query<Row>(
        "insert into orders (product, quantity) values ($1, $2) returning *",
        [product, quantity],
      );
      return orderOf(rows[0]!);
    },
    async latest(count) {
      const { rows } = await pool.query<Row>("select * from orders order by id desc limit $1", [
        count,
      ]);
      return rows.map(orderOf);
    },
    async check() {
      await pool.query("select from orders limit 1");
    },
  };
}

function orderOf({ id, product, quantity, placed_at }: Row): Order {
  return { id: Number(id), product, quantity, placedAt: placed_at };
}
