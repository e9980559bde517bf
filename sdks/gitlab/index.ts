// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
/** The resources of Pulumi's gitlab provider that are in use, as its own package has them. */
export { Branch, type BranchArgs, type BranchState } from "./branch.ts";
export {
  BranchProtection,
  type BranchProtectionArgs,
  type BranchProtectionState,
} from "./branchProtection.ts";
export {
  getGroup,
  getGroupOutput,
  type GetGroupArgs,
  type GetGroupOutputArgs,
  type GetGroupResult,
} from "./getGroup.ts";
export { getMetadata, getMetadataOutput, type GetMetadataResult } from "./getMetadata.ts";
export {
  getProject,
  getProjectOutput,
  type GetProjectArgs,
  type GetProjectOutputArgs,
  type GetProjectResult,
} from "./getProject.ts";
export {
  GroupServiceAccount,
  type GroupServiceAccountArgs,
  type GroupServiceAccountState,
} from "./groupServiceAccount.ts";
export {
  GroupServiceAccountAccessToken,
  type GroupServiceAccountAccessTokenArgs,
  type GroupServiceAccountAccessTokenState,
} from "./groupServiceAccountAccessToken.ts";
export { Project, type ProjectArgs, type ProjectState } from "./project.ts";
export {
  ProjectContainerRepositoryProtection,
  type ProjectContainerRepositoryProtectionArgs,
  type ProjectContainerRepositoryProtectionState,
} from "./projectContainerRepositoryProtection.ts";
export {
  ProjectEnvironment,
  type ProjectEnvironmentArgs,
  type ProjectEnvironmentState,
} from "./projectEnvironment.ts";
export { ProjectHook, type ProjectHookArgs, type ProjectHookState } from "./projectHook.ts";
export {
  ProjectJobTokenScopes,
  type ProjectJobTokenScopesArgs,
  type ProjectJobTokenScopesState,
} from "./projectJobTokenScopes.ts";
export {
  ProjectMembership,
  type ProjectMembershipArgs,
  type ProjectMembershipState,
} from "./projectMembership.ts";
export {
  ProjectShareGroup,
  type ProjectShareGroupArgs,
  type ProjectShareGroupState,
} from "./projectShareGroup.ts";
export {
  ProjectVariable,
  type ProjectVariableArgs,
  type ProjectVariableState,
} from "./projectVariable.ts";
export { Provider, type ProviderArgs } from "./provider.ts";
export {
  RepositoryFile,
  type RepositoryFileArgs,
  type RepositoryFileState,
} from "./repositoryFile.ts";
export * as types from "./types/index.ts";
