import { expect, it } from "vitest";
import { slice } from "../../../sandbox/gitlab/slice.ts";

const file = {
  paths: {
    "/api/v4/projects/{id}/things": {
      get: {
        description: "Prose",
        parameters: [
          { in: "path" as const, name: "id", type: "integer", required: true },
          { in: "path" as const, name: "thing_id", type: "integer", required: true },
          {
            in: "query" as const,
            name: "sort",
            type: "string",
            enum: ["asc", "desc"],
            default: "asc",
            description: "Prose",
            required: false,
          },
          { in: "query" as const, name: "filter[scope]", type: "string", required: false },
        ],
        responses: { 200: { schema: { items: { $ref: "#/definitions/API_Entities_Thing" } } } },
      },
      post: {
        parameters: [
          { in: "body" as const, name: "x", schema: { $ref: "#/definitions/postThings" } },
        ],
        responses: { 201: { schema: { $ref: "#/definitions/API_Entities_Thing" } }, 404: {} },
      },
    },
  },
  definitions: {
    postThings: {
      required: ["name"],
      properties: {
        name: { type: "string", description: "Prose" },
        since: { type: "string", format: "date-time" },
        size: { type: "integer", format: "int32" },
        pairs: {
          type: "array",
          items: { type: "object", properties: { key: { type: "string" } }, required: ["key"] },
        },
      },
    },
    API_Entities_Thing: {
      properties: {
        id: { type: "integer", example: 1 },
        parts: { type: "array", items: { $ref: "#/definitions/API_Entities_Part" } },
      },
    },
    API_Entities_Part: { properties: { whole: { $ref: "#/definitions/API_Entities_Whole" } } },
    API_Entities_Whole: { properties: {} },
  },
};

it("takes the facts of a GitLab OpenAPI file and none of its prose", () => {
  const path = "/projects/:id/things";
  expect(slice(file, [`POST ${path}`, `GET ${path}`])).toEqual({
    operations: {
      [`GET ${path}`]: {
        path: {
          id: { type: "string", required: true },
          thing_id: { type: "integer", required: true },
        },
        query: {
          sort: { type: "string", enum: ["asc", "desc"], default: "asc" },
          filter: { type: "object", properties: { scope: { type: "string" } } },
        },
        answers: { 200: "[Thing]" },
      },
      [`POST ${path}`]: {
        body: {
          name: { type: "string", required: true },
          since: { type: "string", format: "date-time" },
          size: { type: "integer" },
          pairs: {
            type: "array",
            items: { type: "object", properties: { key: { type: "string", required: true } } },
          },
        },
        answers: { 201: "Thing", 404: "" },
      },
    },
    entities: {
      Thing: { id: "integer", parts: "[Part]" },
      Part: { whole: "Whole" },
    },
  });
});

it("says which endpoint GitLab doesn't have", () => {
  expect(() => slice(file, ["GET /nothing"])).toThrow("GET /nothing is not in the file");
});
