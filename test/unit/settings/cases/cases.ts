import { appCases } from "./app.ts";
import { appFilesCases } from "./appFiles.ts";
import { branchesCases } from "./branches.ts";
import { buildCases } from "./build.ts";
import { buildersCases } from "./builders.ts";
import { cleanUpCases } from "./cleanUp.ts";
import { clearSecretsCases } from "./clearSecrets.ts";
import { composeFileCases } from "./compose/file.ts";
import { composeMountsCases } from "./compose/mounts.ts";
import { composeNamesCases } from "./compose/names.ts";
import { composePortsCases } from "./compose/ports.ts";
import { composeServicesCases } from "./compose/services.ts";
import { composeVariablesCases } from "./compose/variables.ts";
import { doorsCases } from "./doors.ts";
import { envCases } from "./env.ts";
import { environmentsCases } from "./environments.ts";
import { filesCases } from "./files.ts";
import { freezeCases } from "./freeze.ts";
import { gitlabCases } from "./gitlab.ts";
import { gitlabEnvironmentCases } from "./gitlabEnvironment.ts";
import { healthCases } from "./health.ts";
import { repositoryCases } from "./repository.ts";
import { backupCases } from "./backup.ts";
import { onceCases } from "./once.ts";
import { hooksCases } from "./hooks.ts";
import { hostKeysCases } from "./hostKeys.ts";
import { indentationCases } from "./indentation.ts";
import { inputsCases } from "./inputs.ts";
import { bootstrapKeyCases } from "./keys/bootstrap.ts";
import { configuratorKeyCases } from "./keys/configurator.ts";
import { deployerKeysCases } from "./keys/deployers.ts";
import { keysCases } from "./keys/keys.ts";
import { observerKeyCases } from "./keys/observer.ts";
import { pipelineCases } from "./pipeline.ts";
import { pipelineLimitsCases } from "./pipelineLimits.ts";
import { pipelinesCases } from "./pipelines.ts";
import { platformAppCases } from "./platformApp.ts";
import { projectPathCases } from "./projectPath.ts";
import { promotionCases } from "./promotion.ts";
import { registryCases } from "./registry.ts";
import { releaseTokenCases } from "./releaseToken.ts";
import { rotateCases } from "./rotate.ts";
import { runnersCases } from "./runners.ts";
import { serversCases } from "./servers.ts";
import { stackCases } from "./stack.ts";
import { syntaxCases } from "./syntax.ts";
import { tellCases } from "./tell.ts";
import { testImagesCases } from "./testImages.ts";
import { testReportsCases } from "./testReports.ts";
import { testsCases } from "./tests.ts";
import { testServicesCases } from "./testServices.ts";
import { timeoutsCases } from "./timeouts.ts";
import { toolCases } from "./tool.ts";
import { unquotedCases } from "./unquoted.ts";
import { variablesCases } from "./variables.ts";
import { variableValuesCases } from "./variableValues.ts";
import { wavesCases } from "./waves.ts";
import type { Case } from "./case.ts";

/** What the cases are about → the cases. */
export const cases: Record<string, Case[]> = {
  stack: stackCases,
  gitlab: gitlabCases,
  environments: environmentsCases,
  promotion: promotionCases,
  "platform app": platformAppCases,
  "project path": projectPathCases,
  branches: branchesCases,
  cleanUp: cleanUpCases,
  doors: doorsCases,
  hooks: hooksCases,
  build: buildCases,
  builders: buildersCases,
  freeze: freezeCases,
  inputs: inputsCases,
  "pipeline limits": pipelineLimitsCases,
  pipelines: pipelinesCases,
  "release token": releaseTokenCases,
  runners: runnersCases,
  "test reports": testReportsCases,
  "test services": testServicesCases,
  testImages: testImagesCases,
  tests: testsCases,
  timeouts: timeoutsCases,
  tool: toolCases,
  servers: serversCases,
  "host keys": hostKeysCases,
  keys: keysCases,
  "keys: bootstrap": bootstrapKeyCases,
  "keys: configurator": configuratorKeyCases,
  "keys: observer": observerKeyCases,
  "keys: deployers": deployerKeysCases,
  registry: registryCases,
  app: appCases,
  "gitlab environment": gitlabEnvironmentCases,
  "app files": appFilesCases,
  health: healthCases,
  once: onceCases,
  backup: backupCases,
  repository: repositoryCases,
  waves: wavesCases,
  "clear secrets": clearSecretsCases,
  files: filesCases,
  syntax: syntaxCases,
  indentation: indentationCases,
  env: envCases,
  unquoted: unquotedCases,
  rotate: rotateCases,
  pipeline: pipelineCases,
  variables: variablesCases,
  "variable values": variableValuesCases,
  tell: tellCases,
  "compose: file": composeFileCases,
  "compose: services": composeServicesCases,
  "compose: names": composeNamesCases,
  "compose: ports": composePortsCases,
  "compose: variables": composeVariablesCases,
  "compose: mounts": composeMountsCases,
};
