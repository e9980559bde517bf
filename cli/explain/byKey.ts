/** Variables by their key, each key's in their order. */
export function byKey<Of extends { key: string }>(variables: readonly Of[]): Map<string, Of[]> {
  const found = new Map<string, Of[]>();
  for (const variable of variables) {
    const others = found.get(variable.key);
    if (others) others.push(variable);
    else found.set(variable.key, [variable]);
  }
  return found;
}
