import { imageLabel } from "../loop/imageLabels.ts";
import { imageLabels } from "../registry/labels.ts";
import { UserError } from "../terminal/exit.ts";
import { printable, say } from "../terminal/output.ts";
import type { Change } from "./change.ts";

/** Who builds an image writes its version there. */
const label = imageLabel.version;

/**
 * The version that an image is deployed as when the command line gives none: what its label says,
 * where the app's health rules compare a version. Says which it is.
 *
 * @throws UserError where they do and none can be found: the check would pass without being made.
 */
export async function versionOf(
  { isOthers, versionRule, app, request }: Change,
  image: string,
): Promise<string | undefined> {
  if (isOthers) {
    say("No --version is given, so the version that the app reports is compared with none.");
    return undefined;
  }
  if (versionRule === undefined) return undefined;
  const refused = (why: string) =>
    new UserError(
      `The health rules of \`${app}\` compare the version that it reports (\`${versionRule}\`), and ` +
        `--version is not given; ${why}. Give it: --version <version>. Nothing was changed.`,
    );
  let labels: Record<string, string>;
  try {
    labels = await imageLabels(image, request.registry);
  } catch (error) {
    throw refused(`the image's labels can't be read: ${printable((error as Error).message)}`);
  }
  const version = labels[label];
  if (!version) throw refused(`the image has no label ${label}`);
  say(`Version ${printable(version)}, from the image's label ${label}`);
  return version;
}
