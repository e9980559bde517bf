import { releaseEnvironment } from "../../pipeline/index.ts";

const writes = "Writes the app's released images; only jobs without the app's code see it";

/** The variables of the release's jobs, whatever their values. */
export const releaseVariables = [
  variable("SLIPWAY_RELEASE_USER", writes, false),
  variable("SLIPWAY_RELEASE_TOKEN", writes, true),
  variable("SLIPWAY_READER_TOKEN", "Reads what the pipeline's build has left", true),
];

export type ReleaseKey = "SLIPWAY_RELEASE_USER" | "SLIPWAY_RELEASE_TOKEN" | "SLIPWAY_READER_TOKEN";

function variable(key: ReleaseKey, description: string, secret: boolean) {
  const environmentScope = releaseEnvironment.name;
  return { key, secret, masked: secret, description, raw: true, protected: true, environmentScope };
}
