import { catalogue } from "./catalogue.ts";

/** What a customer asks for. */
export interface OrderRequest {
  product: string;
  quantity: number;
}

export interface Order extends OrderRequest {
  id: number;
  placedAt: Date;
}

const mostAtOnce = 100;

/** Reads JSON or a form's fields. What is wrong with them is told all at once. */
export function parseOrder(input: unknown): { order: OrderRequest } | { problems: string[] } {
  const fields = typeof input === "object" && input !== null ? input : {};
  const { product, quantity } = fields as Record<string, unknown>;
  const problems: string[] = [];
  if (typeof product !== "string" || !Object.hasOwn(catalogue, product)) {
    problems.push(`product: one of ${Object.keys(catalogue).join(", ")}`);
  }
  const number = typeof quantity === "string" ? Number(quantity) : quantity;
  if (!Number.isInteger(number) || (number as number) < 1 || (number as number) > mostAtOnce) {
    problems.push(`quantity: a whole number from 1 to ${mostAtOnce}`);
  }
  if (problems.length > 0) return { problems };
  return { order: { product: product as string, quantity: number as number } };
}
