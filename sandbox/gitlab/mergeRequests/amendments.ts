import type { Operation, Parameter, Slice } from "../openapi.ts";

const text: Parameter = { type: "string" };
const boolean: Parameter = { type: "boolean" };
const body: Parameter = { type: "string", required: true };
const pages: Record<string, Parameter> = {
  page: { type: "integer", default: 1 },
  per_page: { type: "integer", default: 20 },
};

const base = "/projects/:id/merge_requests/:merge_request_iid";
const discussion = `${base}/discussions/:discussion_id`;

/** The path of a merge request names numbers, and that of a discussion a text. */
const path: Record<string, Parameter> = {
  id: body,
  merge_request_iid: { type: "integer", required: true },
};
const ofNote = { ...path, note_id: { type: "integer", required: true } } as const;
const ofDiscussion = { ...path, discussion_id: body };

/** Notes and discussions, of which GitLab's OpenAPI file has nothing; from GitLab's API pages. */
export const operations: Record<string, Partial<Operation>> = {
  // The file says 200, where GitLab has only begun.
  [`PUT ${base}/rebase`]: { answers: { 202: "", 403: "", 404: "", 409: "" } },
  [`GET ${base}/notes`]: {
    path,
    query: {
      ...pages,
      order_by: { ...text, enum: ["created_at", "updated_at"], default: "created_at" },
      sort: { ...text, enum: ["asc", "desc"], default: "desc" },
    },
    answers: { 200: "[Note]", 404: "" },
  },
  [`POST ${base}/notes`]: {
    path,
    body: { body, internal: boolean, confidential: boolean },
    answers: { 201: "Note", 400: "", 401: "", 403: "", 404: "" },
  },
  [`GET ${base}/notes/:note_id`]: { path: ofNote, answers: { 200: "Note", 404: "" } },
  [`PUT ${base}/notes/:note_id`]: {
    path: ofNote,
    body: { body: { ...text, blank: false } },
    answers: { 200: "Note", 400: "", 403: "", 404: "" },
  },
  [`DELETE ${base}/notes/:note_id`]: { path: ofNote, answers: { 204: "", 403: "", 404: "" } },
  [`GET ${base}/discussions`]: { path, query: pages, answers: { 200: "[Discussion]", 404: "" } },
  [`POST ${base}/discussions`]: {
    path,
    body: { body },
    answers: { 201: "Discussion", 400: "", 403: "", 404: "" },
  },
  [`GET ${discussion}`]: { path: ofDiscussion, answers: { 200: "Discussion", 404: "" } },
  [`PUT ${discussion}`]: {
    path: ofDiscussion,
    body: { resolved: { ...boolean, required: true } },
    answers: { 200: "Discussion", 400: "", 403: "", 404: "" },
  },
  [`POST ${discussion}/notes`]: {
    path: ofDiscussion,
    body: { body },
    answers: { 201: "Note", 400: "", 403: "", 404: "" },
  },
};

export const entities: Slice["entities"] = {
  Discussion: { id: "string", individual_note: "boolean", notes: "[Note]" },
};
