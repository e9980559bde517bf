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
