import type { Behaviour } from "./behaviour.ts";

/** `ref` counts on creation only, and can't be read back. */
export const branch: Behaviour = {
  path: "projects/:project/repository/branches/:name",
  id: ["project", "name"],
  parameters: { name: "branch" },
  replaces: ["project", "name", "ref"],
  writeOnly: ["ref"],
  local: ["keepOnDestroy"],
  absent: { keepOnDestroy: false },
  answer: ({ name, commit, developers_can_merge, developers_can_push, ...branch }) => ({
    ...branch,
    branch: name!,
    commits: [commit!],
    developer_can_merge: developers_can_merge!,
    developer_can_push: developers_can_push!,
  }),

  async delete({ keepOnDestroy }, { client, path }) {
    if (keepOnDestroy !== true) await client.delete(path);
  },
};
