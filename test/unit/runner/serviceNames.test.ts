import { expect, it } from "vitest";
import { serviceName } from "../../../sandbox/runner/serviceNames.ts";

const digest = `sha256:${"a".repeat(64)}`;

it.each([
  ["postgres", "postgres", "latest", "postgres:latest", ["postgres"]],
  ["postgres:16-alpine", "postgres", "16-alpine", "postgres:16-alpine", ["postgres"]],
  [
    "library/postgres:16",
    "library/postgres",
    "16",
    "library/postgres:16",
    ["library__postgres", "library-postgres"],
  ],
  [
    "r.example.com:5000/a/pg",
    "r.example.com/a/pg",
    "latest",
    "r.example.com:5000/a/pg:latest",
    ["r.example.com__a__pg", "r.example.com-a-pg"],
  ],
  [`pg@${digest}`, "pg", `@${digest}`, `pg@${digest}`, ["pg"]],
  [`r:1/pg:2@${digest}`, "r/pg", "2", `r:1/pg:2@${digest}`, ["r__pg", "r-pg"]],
])("names the service %s as gitlab-runner does", (description, service, version, image, hosts) => {
  expect(serviceName(description)).toEqual({ service, version, image, hosts });
});
