/** GitLab's access levels, as the provider names them. */
export const levels: Record<string, number> = {
  "no one": 0,
  developer: 30,
  maintainer: 40,
  admin: 60,
};

export function levelName(level: number): string {
  return Object.entries(levels).find(([, value]) => value === level)?.[0] ?? String(level);
}

/** Those of members. */
export const roles: Record<string, number> = {
  guest: 10,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
};

export function roleName(level: number): string {
  return Object.entries(roles).find(([, value]) => value === level)?.[0] ?? String(level);
}
