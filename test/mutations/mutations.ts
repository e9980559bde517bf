import type { Mutation } from "./mutation.ts";
import { cli } from "./rooms/cli.ts";
import { cliExplain } from "./rooms/cliExplain.ts";
import { cliRegistry } from "./rooms/cliRegistry.ts";
import { cliReview } from "./rooms/cliReview.ts";
import { cliServers } from "./rooms/cliServers.ts";
import { components } from "./rooms/components.ts";
import { gitlab } from "./rooms/gitlab.ts";
import { host } from "./rooms/host.ts";
import { platform } from "./rooms/platform.ts";
import { pipeline } from "./rooms/pipeline.ts";
import { review } from "./rooms/review.ts";
import { sandbox } from "./rooms/sandbox.ts";
import { sandboxCi } from "./rooms/sandboxCi.ts";
import { sandboxGitLab } from "./rooms/sandboxGitLab.ts";
import { sdks } from "./rooms/sdks.ts";
import { settings } from "./rooms/settings.ts";
import { toolchain } from "./rooms/toolchain.ts";

/**
 * Mistakes by room. Add one where a test was found to notice nothing, or where a line holds up more
 * than it seems to.
 */
const rooms = [
  cli,
  cliExplain,
  cliRegistry,
  cliReview,
  cliServers,
  components,
  gitlab,
  host,
  pipeline,
  platform,
  review,
  sandbox,
  sandboxCi,
  sandboxGitLab,
  sdks,
  settings,
  toolchain,
];

export const mutations: Mutation[] = rooms
  .flatMap((room) => Object.entries(room))
  .flatMap(([file, list]) => list.map((mutation) => ({ file, ...mutation })));
