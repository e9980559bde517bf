/** An image's manifest, in OCI's and in Docker's form. */
const imageTypes = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/** The list of manifests of an image for several platforms, or of one with attestations. */
export const indexTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

export const manifestTypes = [...indexTypes, ...imageTypes];
