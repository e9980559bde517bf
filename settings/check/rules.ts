import { appRules } from "../groups/app.ts";
import { backupRules } from "../groups/backup.ts";
import { branchRules } from "../groups/branches.ts";
import { branchNameRules } from "../groups/branchName.ts";
import { buildRules } from "../groups/build.ts";
import { clearSecretRules } from "../groups/clearSecrets.ts";
import { composeFileRules } from "../groups/composeFile.ts";
import { doorRules } from "../groups/doors.ts";
import { envRules } from "../groups/env.ts";
import { environmentRules } from "../groups/environments.ts";
import { freezeRules } from "../groups/freeze.ts";
import { gitlabRules } from "../groups/gitlab.ts";
import { gitlabEnvironmentRules } from "../groups/gitlabEnvironment.ts";
import { healthRules } from "../groups/health.ts";
import { hookRules } from "../groups/hooks.ts";
import { inputsRules } from "../groups/inputs.ts";
import { keyRules } from "../groups/keys.ts";
import { serviceRules } from "../groups/once.ts";
import { pipelineRules } from "../groups/pipeline.ts";
import { pipelineLimitRules } from "../groups/pipelineLimits.ts";
import { pipelinesRules } from "../groups/pipelines.ts";
import { projectPathRules } from "../groups/projectPath.ts";
import { promotionRules } from "../groups/promotion.ts";
import { registryRules } from "../groups/registry.ts";
import { repositoryRules } from "../groups/repository.ts";
import { rotateRules } from "../groups/rotate.ts";
import { serverRules } from "../groups/servers.ts";
import { tellRules } from "../groups/tell.ts";
import { testRules } from "../groups/tests.ts";
import { testImageRules } from "../groups/testImages.ts";
import { testServiceRules } from "../groups/testServices.ts";
import { toolRules } from "../groups/tool.ts";
import { variableValueRules } from "../groups/variableValues.ts";
import { versionRules } from "../groups/version.ts";
import { waveRules } from "../groups/waves.ts";
import { composeRules } from "./compose/rules.ts";

/**
 * Every rule the settings are held to, with what it asks: those that hold everywhere, then each
 * group's own. A problem names its rule, and a test fails when a rule has no case.
 */
export const rules = {
  // YAML
  "yaml.syntax": "A file is valid YAML: one document, no unknown tags.",
  "yaml.alias": "An alias does not stand inside what it stands for.",
  "yaml.duplicate-key": "A key stands once in its map.",
  "yaml.key": "A key is text.",
  "yaml.unquoted": "Text that YAML would turn into something else is quoted.",

  // Files
  "file.missing": "A file that is named exists and can be read.",
  "file.text": "A file under `files` is UTF-8 text.",
  "file.size": "A file that is read as data has at most 2 MiB.",
  "file.link": "A file that is read as data is no symbolic link.",
  "file.extension": "A stack file's name ends in `.yaml`.",
  "file.project": "`Pulumi.yaml` names the project, and leaves the settings to the stack files.",
  "file.platform": "There is a `Pulumi.platform.yaml`.",
  "file.stack": "The stack that is asked for has a file.",

  // Shape
  "shape.type": "A value has the type of its place.",
  "shape.missing": "What has no default is said.",
  "shape.unknown-key": "A key is one of those this page names.",
  "shape.indent": "A line is indented under what it belongs to.",
  "shape.choice": "A value is one of the choices.",
  "shape.range": "A number is within its limits.",
  "shape.twice": "A list names nothing twice.",
  "shape.empty": "A list that must name something does.",
  "text.length": "A text is as short as GitLab asks.",
  "text.line": "What becomes part of a line is one line, and not empty.",
  duration: "A duration is a whole number with its unit, within its limits.",
  date: "A date is one of the calendar.",

  // Secrets
  "secret.elsewhere": "An encrypted value stands only where a secret belongs.",
  "secret.plain": "A secret is encrypted.",
  "secret.passphrase": "The passphrase opens the stack's secrets.",
  "secret.unreadable": "A secret can be decrypted.",

  ...clearSecretRules,

  // Groups
  ...versionRules,
  ...waveRules,
  ...gitlabRules,
  ...environmentRules,
  ...promotionRules,
  ...projectPathRules,
  ...branchNameRules,
  ...branchRules,
  ...doorRules,
  ...hookRules,
  ...freezeRules,
  ...inputsRules,
  ...buildRules,
  ...testRules,
  ...testImageRules,
  ...testServiceRules,
  ...pipelineLimitRules,
  ...pipelinesRules,
  ...toolRules,
  ...serverRules,
  ...keyRules,
  ...registryRules,
  ...appRules,
  ...gitlabEnvironmentRules,
  ...composeFileRules,
  ...healthRules,
  ...serviceRules,
  ...backupRules,
  ...repositoryRules,
  ...envRules,
  ...rotateRules,
  ...pipelineRules,
  ...variableValueRules,
  ...tellRules,

  ...composeRules,
} as const satisfies Record<string, string>;

export type Rule = keyof typeof rules;
