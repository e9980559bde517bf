import type { Entrance } from "../settings/index.ts";

/** Who may do what a role may, as GitLab calls them. */
export const people: Record<Entrance["role"], string> = {
  "no one": "nobody",
  maintainer: "Maintainers and Owners",
  developer: "Developers, Maintainers and Owners",
};

/** How a branch comes to an environment. */
export const ways: Record<Entrance["deploy"], string> = {
  automatic: "by itself",
  manual: "through a door that they open",
};
