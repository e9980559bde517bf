/** `urn:pulumi:staging::slipway::gitlab:index/branch:Branch::shop-develop` → `shop-develop`. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The resource's own type, without those of the components around it. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
