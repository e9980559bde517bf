export interface Product {
  name: string;
  /** In cents. */
  price: number;
}

/** What the shop sells, by the word that an order names it by. */
export const catalogue: Record<string, Product> = {
  anvil: { name: "Anvil", price: 8900 },
  magnet: { name: "Giant magnet", price: 4500 },
  paint: { name: "Tunnel paint", price: 1250 },
};

/** `89.00` */
export function priceText(cents: number): string {
  return (cents / 100).toFixed(2);
}
