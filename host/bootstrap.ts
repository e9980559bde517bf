import type { Role } from "./protocol.ts";

/** A key of the block that an environment has in the user's authorized_keys. */
export interface BoundKey {
  role: Role;
  /** `ssh-ed25519 AAAA…`, without a comment. */
  public: string;
  /** The only app it may speak about. A deployer's key must have one. */
  app?: string;
}

/**
 * The first contact, made by root: `bash slipway-host bootstrap <path of the script>`. It checks the
 * server's tools, makes user and folders, puts the script into `<folder>/bin`, and binds the keys.
 */
export interface BootstrapRequest {
  protocol: number;
  environment: string;
  /** The root of all that slipway-host keeps. */
  folder: string;
  /** Whose authorized_keys it is; created if it is not there. */
  user: string;
  /** All keys of the environment. Those of an earlier call that are missing here go. */
  keys: BoundKey[];
}

export interface BootstrapAnswer {
  protocol: number;
  code: number;
  outcome: "ready" | "bad request" | "not allowed" | "not ready";
  message: string;
  /** Of the script that is in place: 12 hexadecimal digits of its SHA-256. */
  script?: string;
}
