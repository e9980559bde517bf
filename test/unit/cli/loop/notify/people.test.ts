import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { peopleOf } from "../../../../../cli/loop/notify/people.ts";

let server: Server;
let answer: { status: number; body: unknown };
let asked: (string | string[] | undefined)[];
const job = () => ({
  CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`,
  CI_JOB_TOKEN: "of-the-job",
  // What a runner makes of the names below.
  ...{ CI_COMMIT_AUTHOR: "the password <a@b>", GITLAB_USER_NAME: "the password" },
});

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url, request.headers["job-token"]);
    response.writeHead(answer.status).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
beforeEach(() => (asked = []));
afterAll(() => server.close());

it("names people as GitLab knows them, and not as a runner has put their names", async () => {
  const name = "$SLIPWAY_TELEGRAM_TOKEN ${DB_PASSWORD} %DB_PASSWORD%";
  answer = { status: 200, body: { commit: { author_name: name }, user: { name: `${name}!` } } };
  expect(await peopleOf(job())).toEqual({ author: name, starter: `${name}!` });
  expect(asked).toEqual(["/api/v4/job", "of-the-job"]);
});

it.each([{}, [], null, { commit: "x", user: { name: 1 } }])(
  "names nobody out of %j",
  async (body) => {
    answer = { status: 200, body };
    expect(await peopleOf(job())).toEqual({});
  },
);

it("says what GitLab answers instead", async () => {
  answer = { status: 404, body: {} };
  await expect(peopleOf(job())).rejects.toThrow("GitLab answers 404 for this job");
});
