import { Connection, RegistryError } from "../registry/connection.ts";
import { dockerAccount } from "../registry/dockerAccount.ts";
import { partsOf } from "../registry/imageName.ts";
import { keepDeployedByHand } from "../registry/keptImages.ts";
import { repositories } from "../registry/project.ts";
import type { RegistrySettings } from "../../settings/model.ts";
import { UserError } from "../terminal/exit.ts";
import { say, shortDigest } from "../terminal/output.ts";

/**
 * An image that was deployed by hand has no job behind it that gives it a tag which no clean-up takes.
 * Whoever may push to `release`, as `docker login` knows them, does so here. The image serves in any
 * case: what does not come off is told, and is no failure.
 *
 * @param account the servers', where `docker login` has none: enough to see that the tag is there
 */
export async function keepByHand(
  environment: string,
  image: string,
  account: RegistrySettings | undefined,
): Promise<void> {
  const { host, repository, digest } = partsOf(image);
  // Elsewhere is no clean-up that the platform has declared.
  if (!repository.endsWith(`/${repositories.release}`)) return;
  try {
    const own = await dockerAccount(host);
    const login = own && { ...own, insecure: account?.insecure ?? false };
    const connection = new Connection(host, login ?? account, { patient: false });
    await keepDeployedByHand(connection, repository, environment, digest);
  } catch (error) {
    if (!(error instanceof UserError || error instanceof RegistryError)) throw error;
    const why = error.message.replace(/\.?$/, ".");
    say(
      `${shortDigest(image)} serves, and the registry's clean-up may take it once its other tags are old: ${why} ` +
        `Once \`docker login ${host}\` has a token of a Maintainer's (read_registry, write_registry), the same ` +
        "command again keeps it, as does a deploy by its pipeline.",
    );
  }
}
