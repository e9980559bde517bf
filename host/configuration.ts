/** What `up` lays down for an app. Immutable; its hash names it. */
export interface Configuration {
  /**
   * The compose file as JSON (which is YAML). Services that run `${IMAGE}` are the app's own; there
   * must be one. `.env` in an `env_file` and paths below `files/` in mounts, configs, secrets and
   * env_files mean the release's.
   */
  compose: Record<string, unknown>;
  /** Path under `files/` → content, base64. A service restarts when a file it mounts changes. */
  files: Record<string, string>;
  env: Record<string, string>;
  /** Lines of `.env` too. Redacted in all that leaves the server, if they have three characters or more. */
  secrets: Record<string, string>;
  health?: {
    url: string;
    version?: string;
    smoke: string[];
    within: number;
    /**
     * What answers at `url` is a proxy of the server's, outside Docker. Default false: at an address of
     * the loopback only a container of this app counts, or one inside a network of its.
     */
    proxy?: boolean;
  };
  /**
   * Services that are done once they have ended with 0, and have to. Those that another waits for with
   * `service_completed_successfully` may end, too; every other has to run on. Default: none.
   */
  once?: string[];
  /**
   * A dump is made before each switch that runs something once. Default: none. A configuration that says
   * nothing of it, one that a rollback goes back to, is backed up by the newest that `up` has laid down.
   */
  backup?: {
    /** Where the data are; not one of the app's own. */
    service: string;
    /** A program and its arguments, run in the service's container. It writes the dump to its standard output. */
    command: string[];
    /** … that reads a dump from its standard input. Default: a backup can't be restored from afar. */
    restore?: string[];
    /** How many are kept. */
    keep: number;
  };
}
