import { pick, text } from "../values.ts";
import type { Answer, Behaviour, Work } from "./behaviour.ts";
import { segment } from "./client.ts";

export const repositoryFile: Behaviour = {
  path: "projects/:project/repository/files/:filePath",
  query: { branch: "ref" },
  id: ["project", "branch", "filePath"],
  replaces: ["project", "branch", "filePath"],
  writeOnly: ["encoding", "authorEmail", "authorName", "commitMessage"],
  local: ["overwriteOnCreate"],
  absent: { executeFilemode: false, overwriteOnCreate: false },
  values: { encoding: ["base64", "text"] },
  // GitLab tells the content in base64, however it was given.
  answer: ({ content, ...file }, { wanted }) => ({
    ...file,
    branch: file["ref"]!,
    content: wanted["encoding"] === "base64" ? content! : decoded(text(content)),
  }),

  async create(inputs, { path, ...work }) {
    const at = { ...work, path: `${path}/${segment(inputs["filePath"])}` };
    const there = inputs["overwriteOnCreate"] === true && (await find(at));
    return commit(there ? "put" : "post", at);
  },
  update: (_, work) => commit("put", work),

  async delete({ commitMessage }, { client, path, ids }) {
    const message = `[DELETE]: ${text(commitMessage)}`;
    await client.delete(path, { branch: text(ids["branch"]), commit_message: message });
  },
};

async function commit(method: "post" | "put", work: Work): Promise<Answer> {
  const { client, path, ids, body } = work;
  const sent = pick(body(), (name) => name !== "file_path");
  await client[method](path, { ...sent, branch: ids["branch"]! });
  return (await find(work))!;
}

function find({ client, path, ids }: Work): Promise<Answer | undefined> {
  return client.find(path, { ref: text(ids["branch"]) });
}

function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}
