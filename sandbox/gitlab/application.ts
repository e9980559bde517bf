import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { record } from "./audit.ts";
import { slack } from "../messages/slack.ts";
import { telegram } from "../messages/telegram.ts";
import { page } from "../page/page.ts";
import { branches } from "./branches.ts";
import { ci, runnerApi } from "./ci/index.ts";
import { commits } from "./commits/api.ts";
import { applying } from "./commits/apply.ts";
import { compare } from "./commits/compare.ts";
import { creatingCommits } from "./commits/create.ts";
import { contents } from "./commits/contents.ts";
import { tags } from "./commits/tags.ts";
import { environments } from "./environments.ts";
import { ApiError } from "./errors.ts";
import { gitOverHttp } from "./git/http.ts";
import { groups } from "./groups.ts";
import { hooks } from "./hooks.ts";
import { type Edition, instance } from "./instance.ts";
import { jobTokenScope } from "./jobTokenScope.ts";
import { mergeRequests } from "./mergeRequests/api.ts";
import { notes } from "./mergeRequests/notes.ts";
import { mergeRequestVersions } from "./mergeRequests/versions.ts";
import { deployTokens } from "./people/deployTokens.ts";
import { members } from "./people/members.ts";
import { personalAccessTokens } from "./people/personalAccessTokens.ts";
import { projectAccessTokens } from "./people/projectAccessTokens.ts";
import { serviceAccounts } from "./people/serviceAccounts.ts";
import { keepStartToken } from "./people/tokens.ts";
import { users } from "./people/users.ts";
import { projects } from "./projects.ts";
import { protectedBranches } from "./protectedBranches.ts";
import { registryTokens } from "./registry/tokenService.ts";
import { registryRules } from "./registryRules.ts";
import { repositoryFiles } from "./repositoryFiles.ts";
import { shares } from "./shares.ts";
import { Store } from "./store.ts";
import { variables } from "./variables.ts";
import { widerVariables } from "./widerVariables.ts";

/**
 * GitLab's REST API for the endpoints that are in use, to whom permissions.ts says. Beside it Slack and
 * Telegram, for whom a pipeline has messages.
 *
 * @param token root's, good for everything
 */
export function application(
  folder: string,
  token: string,
  edition: Edition,
  store = new Store(folder),
): Hono {
  keepStartToken(store, token);

  const api = new Hono();
  api.use(async (context, next) => {
    context.set("store", store);
    await next();
  });
  instance(api, edition);
  users(api, store);
  personalAccessTokens(api, store);
  serviceAccounts(api, store, edition);
  deployTokens(api, store);
  projectAccessTokens(api, store);
  members(api, store);
  groups(api, store);
  projects(api, store);
  branches(api, store);
  protectedBranches(api, store, edition);
  variables(api, store);
  widerVariables(api, store, edition);
  environments(api, store);
  hooks(api, store);
  repositoryFiles(api, store);
  contents(api, store);
  commits(api, store);
  creatingCommits(api, store);
  applying(api, store);
  compare(api, store);
  tags(api, store);
  mergeRequests(api, store);
  mergeRequestVersions(api, store);
  notes(api, store);
  shares(api, store);
  jobTokenScope(api, store);
  registryRules(api, store);
  ci(api, store);

  const app = new Hono();
  app.get("/-/health", (context) => context.text("GitLab OK"));
  // Before the record of requests: these addresses are secrets.
  slack(app, folder);
  telegram(app, folder);
  app.use(async (context, next) => {
    await next();
    const { pathname, search } = new URL(context.req.url);
    record(folder, {
      time: new Date().toISOString(),
      method: context.req.method,
      path: pathname + search,
      status: context.res.status,
    });
  });
  app.use(async (context, next) => {
    store.origin = new URL(context.req.url).origin;
    await next();
  });
  const runner = new Hono();
  runnerApi(runner, store);
  app.route("/api/v4", runner);
  gitOverHttp(app, store);
  app.route("/api/v4", api);
  registryTokens(app, store);
  page(app, folder, token);
  app.notFound((context) => context.json({ error: "404 Not Found" }, 404));
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof ApiError) {
      return context.json(error.body, error.status as Parameters<typeof context.json>[1] & number);
    }
    console.error(error);
    return context.json({ message: "500 Internal Server Error" }, 500);
  });
  return app;
}
