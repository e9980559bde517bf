/** What one job at a time runs in. */
export interface Slot {
  /** From 0 on: CI_CONCURRENT_ID. */
  index: number;
  /** Who runs its jobs; undefined: whoever runs the runner. */
  user: UnixUser | undefined;
  /** HOME of its jobs. */
  home: string;
}

export interface UnixUser {
  name: string;
  uid: number;
  gid: number;
  home: string;
  /** The first of its subordinate ids (subuid(5)) and how many there are. */
  subordinate: { first: number; count: number } | undefined;
}
