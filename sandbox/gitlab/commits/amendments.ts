import type { Operation, Parameter } from "../openapi.ts";

const text: Parameter = { type: "string" };
const required = { required: true } as const;

const action: Parameter = {
  type: "object",
  properties: {
    action: {
      ...text,
      ...required,
      enum: ["create", "update", "move", "delete", "chmod"],
    },
    file_path: { ...text, ...required },
    previous_path: text,
    content: text,
    encoding: { ...text, enum: ["text", "base64"] },
    last_commit_id: text,
    execute_filemode: { type: "boolean" },
  },
};

/**
 * What GitLab's OpenAPI file tells otherwise of commits: it says of each field of an action that it
 * must be there, where GitLab asks for it by the action, and 200 where GitLab answers 201.
 */
export const operations: Record<string, Partial<Operation>> = {
  "POST /projects/:id/repository/commits": {
    body: { actions: { type: "array", ...required, items: action } },
    answers: { 201: "CommitDetail", 400: "", 401: "", 403: "", 404: "" },
  },
  "POST /projects/:id/repository/commits/:sha/cherry_pick": {
    answers: { 201: "Commit", 400: "", 403: "", 404: "" },
  },
  "POST /projects/:id/repository/commits/:sha/revert": {
    answers: { 201: "Commit", 400: "", 403: "", 404: "" },
  },
};
