import type { Behaviour } from "./behaviour.ts";

export const projectHook: Behaviour = {
  path: "projects/:project/hooks/:hookId",
  id: ["project", "hookId"],
  parameters: { hookId: "id" },
  replaces: ["project", "url"],
  writeOnly: ["token"],
  absent: {
    branchFilterStrategy: "wildcard",
    deploymentEvents: false,
    description: "",
    enableSslVerification: true,
    jobEvents: false,
    mergeRequestsEvents: false,
    pipelineEvents: false,
    pushEvents: true,
    pushEventsBranchFilter: "",
    releasesEvents: false,
    tagPushEvents: false,
    token: "",
  },
  values: { branchFilterStrategy: ["wildcard", "regex", "all_branches"] },
};
