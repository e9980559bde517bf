import type { Backup, ByHand, Release } from "./protocol.ts";

export interface ServiceStatus {
  service: string;
  container: string;
  state: string;
  health: string;
  image: string;
}

export interface StatusAnswer {
  protocol: number;
  code: number;
  environment: string;
  apps: AppStatus[];
  /** How the environment's block in authorized_keys differs from what `up` has written, a sentence. */
  keys?: string;
}

export interface AppStatus {
  app: string;
  /** What was deployed last. It serves, if nothing does that was started by hand. */
  release?: Release;
  byHand?: ByHand;
  /**
   * The newest configuration that `up` laid down. It differs from the release's when it waits for an
   * image, and after a rollback.
   */
  applied?: string;
  /** Whether health and version agree right now. */
  healthy: boolean;
  /** What the app itself reports. */
  reported?: string;
  /** Why it is not healthy. */
  message?: string;
  /** The release that is watched, and seconds that are left of it; 0 where that was interrupted. */
  watch?: { release: number; seconds: number };
  services: ServiceStatus[];
  /** Digests that a rollback left. */
  refused: string[];
  /** What is kept of its data, oldest first; absent where nothing is. */
  backups?: Backup[];
}
