import type { Operation, Parameter, Slice } from "../openapi.ts";

const text: Parameter = { type: "string" };
const boolean: Parameter = { type: "boolean" };
const list: Parameter = { type: "array", items: text };
const required = { required: true } as const;

const pages: Record<string, Parameter> = {
  page: { type: "integer", default: 1 },
  per_page: { type: "integer", default: 20 },
};

const newToken: Record<string, Parameter> = {
  name: { ...text, ...required },
  description: text,
  scopes: { ...list, ...required },
  expires_at: { ...text, format: "date" },
};

const newServiceAccount = { name: text, username: text, email: text };
const serviceAccountList: Record<string, Parameter> = {
  ...pages,
  order_by: { ...text, enum: ["id", "username"], default: "id" },
  sort: { ...text, enum: ["asc", "desc"], default: "desc" },
};

const created = "PersonalAccessTokenWithToken";
const tokens = "/groups/:id/service_accounts/:user_id/personal_access_tokens";

/** Users, service accounts and projects' tokens, of which GitLab's OpenAPI file has nothing; from GitLab's API pages. */
export const operations: Record<string, Partial<Operation>> = {
  "GET /projects/:id/access_tokens": {
    query: { ...pages, state: { ...text, enum: ["active", "inactive"] } },
    answers: { 200: "[ResourceAccessToken]", 403: "", 404: "" },
  },
  "POST /projects/:id/access_tokens": {
    body: {
      ...newToken,
      access_level: { type: "integer", enum: [10, 15, 20, 30, 40, 50], default: 40 },
    },
    answers: { 201: "ResourceAccessTokenWithToken", 400: "", 403: "", 404: "" },
  },
  "GET /projects/:id/access_tokens/:token_id": {
    answers: { 200: "ResourceAccessToken", 403: "", 404: "" },
  },
  "DELETE /projects/:id/access_tokens/:token_id": { answers: { 204: "", 403: "", 404: "" } },
  "GET /user": { answers: { 200: "UserWithAdmin", 401: "" } },
  "GET /users": {
    query: {
      ...pages,
      username: text,
      search: text,
      active: { ...boolean, default: false },
      blocked: { ...boolean, default: false },
      humans: { ...boolean, default: false },
      without_project_bots: { ...boolean, default: false },
      admins: { ...boolean, default: false },
    },
    answers: { 200: "[UserWithAdmin]" },
  },
  "GET /users/:id": { answers: { 200: "UserWithAdmin", 404: "" } },
  "POST /users": {
    body: {
      name: { ...text, ...required },
      username: { ...text, ...required },
      email: { ...text, ...required },
      password: text,
      reset_password: boolean,
      force_random_password: boolean,
      skip_confirmation: boolean,
      admin: boolean,
    },
    answers: { 201: "UserWithAdmin", 400: "", 403: "", 409: "" },
  },
  "POST /users/:user_id/personal_access_tokens": {
    body: newToken,
    answers: { 201: created, 400: "", 403: "", 404: "" },
  },
  "GET /service_accounts": {
    query: serviceAccountList,
    answers: { 200: "[ServiceAccount]", 403: "", 404: "" },
  },
  "POST /service_accounts": {
    body: newServiceAccount,
    answers: { 201: "ServiceAccount", 400: "", 403: "", 404: "" },
  },
  "GET /groups/:id/service_accounts": {
    query: serviceAccountList,
    answers: { 200: "[ServiceAccount]", 400: "", 403: "", 404: "" },
  },
  "POST /groups/:id/service_accounts": {
    body: newServiceAccount,
    answers: { 201: "ServiceAccount", 400: "", 403: "", 404: "" },
  },
  "DELETE /groups/:id/service_accounts/:user_id": { answers: { 204: "", 403: "", 404: "" } },
  [`GET ${tokens}`]: {
    query: pages,
    answers: { 200: "[PersonalAccessToken]", 403: "", 404: "" },
  },
  [`POST ${tokens}`]: { body: newToken, answers: { 201: created, 400: "", 403: "", 404: "" } },
  [`DELETE ${tokens}/:token_id`]: { answers: { 204: "", 403: "", 404: "" } },
};

export const entities: Slice["entities"] = {
  ResourceAccessToken: {
    id: "integer",
    name: "string",
    revoked: "boolean",
    created_at: "string",
    description: "string",
    scopes: "array",
    user_id: "integer",
    last_used_at: "string",
    active: "boolean",
    expires_at: "string",
    access_level: "integer",
    resource_type: "string",
    resource_id: "integer",
  },
  ServiceAccount: { id: "integer", username: "string", name: "string", email: "string" },
};
