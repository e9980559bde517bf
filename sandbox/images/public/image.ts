/** An image that teams pull from Docker Hub, and how the sandbox makes one that does the same. */
export interface PublicImage {
  /** As a Dockerfile or a compose file names it: `node:24-trixie-slim`. */
  name: string;
  /** Debian's packages; with what they depend on. */
  packages: string[];
  /** What they depend on that the image does without. */
  without: string[];
  /** Who the image's own user is, with a home of that name below /home. */
  user: { name: string; id: number };
  /** This machine's files that go into it, beside Debian's packages. */
  parts: string[];
  /** Adds to the unpacked packages what else there is. */
  complete: (root: string) => Promise<void>;
  /** What a Dockerfile would say, by the names in an image's configuration. */
  configuration: {
    Env: string[];
    Cmd: string[];
    Entrypoint?: string[];
    Volumes?: Record<string, object>;
    ExposedPorts?: Record<string, object>;
    StopSignal?: string;
  };
}

/** Where programs are in Debian. */
export const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The certificates of whom this machine trusts. */
export const certificates = "/etc/ssl/certs/ca-certificates.crt";

/** What a shell and its scripts need: as much of Debian as an image that is called slim has. */
export const essential = [
  ...["base-files", "base-passwd", "bash", "coreutils", "dash"],
  ...["findutils", "grep", "libc-bin", "sed"],
];
