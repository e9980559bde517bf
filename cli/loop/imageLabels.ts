/** The labels of an image that Slipway builds: OCI's own (image-spec, annotations.md), and one of ours. */
export const imageLabel = {
  /** What the app reports: of the commit that it was built for. */
  version: "org.opencontainers.image.version",
  revision: "org.opencontainers.image.revision",
  source: "org.opencontainers.image.source",
  /** The hash of what it was built from. */
  inputs: "dev.slipway.inputs",
} as const;
