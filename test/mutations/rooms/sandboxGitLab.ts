import type { Mistakes } from "../mutation.ts";

/** Who may do what with code in the sandbox's GitLab. */
export const sandboxGitLab: Mistakes = {
  "sandbox/gitlab/people/permission.ts": [
    {
      title: "a stranger is told that a project is there",
      find: 'if (!seesProject(store, user, project)) throw notFound("Project");',
      replace: "",
      test: "test/unit/gitlab/permissions.test.ts",
    },
    {
      title: "a job's token reaches every endpoint",
      find: "if (actor?.job && !permission.job) throw unauthorized();",
      replace: "",
      test: "test/unit/gitlab/jobTokens.test.ts",
    },
    {
      title: "a job's token reaches every project",
      find: "if (actor?.job && !lets) checkReach",
      replace: "if (actor?.job && lets) checkReach",
      test: "test/unit/gitlab/jobTokens.test.ts",
    },
  ],
  "sandbox/gitlab/people/roles.ts": [
    {
      title: "a share gives a group's members all that they are in their group",
      find: "return Math.min(access, groupMemberLevel(store, user, group));",
      replace: "return groupMemberLevel(store, user, group);",
      test: "test/unit/gitlab/jobTokens.test.ts",
    },
  ],
  "sandbox/gitlab/people/members.ts": [
    {
      title: "a member gives more than they have",
      find: "if (asked > mine) throw forbidden();",
      replace: "",
      test: "test/unit/gitlab/members.test.ts",
    },
  ],
  "sandbox/gitlab/git/branchCheck.ts": [
    {
      title: "every developer pushes to protected branches",
      find: "if (mayPush) return undefined;",
      replace: "if (mayPush || pusher.level >= 30) return undefined;",
      test: "test/unit/gitlab/git.test.ts",
    },
    {
      title: "everybody pushes where no one may",
      find: "entry.level !== 0 && level",
      replace: "level",
      test: "test/unit/gitlab/git.test.ts",
    },
  ],
  "sandbox/gitlab/git/access.ts": [
    {
      title: "a deploy token reads every project",
      find: "if (of !== project) return notFound;",
      replace: "",
      test: "test/unit/gitlab/git.test.ts",
    },
    {
      title: "everybody reads another project's pipeline file",
      find: "return accessLevel(store, user, project) >= roles.reporter;",
      replace: "return true;",
      test: "test/unit/gitlab/ci/who.test.ts",
    },
    {
      title: "code that is its members' own is open where the project is",
      find: 'return repositoryAccess(project) === "enabled" && isOpenTo',
      replace: "return isOpenTo",
      test: "test/unit/gitlab/ci/who.test.ts",
    },
  ],
  "sandbox/gitlab/mergeRequests/merge.ts": [
    {
      title: "everybody merges into protected branches",
      find: "if (!mayMergeInto(pusher, mergeRequest.targetBranch)) throw unauthorized();",
      replace: "",
      test: "test/unit/gitlab/merging.test.ts",
    },
    {
      title: "a merge takes a protected branch away",
      find: "branch !== project.defaultBranch && matching(project, branch).length === 0",
      replace: "branch !== project.defaultBranch",
      test: "test/unit/gitlab/merging.test.ts",
    },
  ],
  "sandbox/gitlab/mergeRequests/refresh.ts": [
    {
      title: "a merge request that has nothing to merge is merged by any push",
      find: "!isAncestor(folder, sha, change.before),",
      replace: "true,",
      test: "test/unit/gitlab/merging.test.ts",
    },
  ],
  "sandbox/gitlab/mergeRequests/notes.ts": [
    {
      title: "everybody changes everybody's notes",
      find: "if (note.authorId !== user.id && level < roles.maintainer) throw forbidden();",
      replace: "",
      test: "test/unit/gitlab/notes.test.ts",
    },
  ],
};
