import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { Explanation } from "../../../../cli/explain/explanation.ts";
import { gather } from "../../../../cli/explain/gather.ts";
import { render } from "../../../../cli/explain/render.ts";
import { edit, settingsOf, stackFiles } from "../stackFiles/files.ts";

/** What GitLab answers, by path: a list, an object, or the status by which it refuses. */
export let answers: Record<string, object | number>;
export let server: Server;
export let folder: string;

export const project = "projects/acme%2Fshop";
export const variables = `${project}/variables`;
export const protections = `${project}/protected_branches`;

beforeEach(async () => {
  server = createServer(({ url = "" }, response) => {
    const path = url.replace("/api/v4/", "").replace(/\?.*/, "");
    const answer = answers[path] ?? 404;
    response.statusCode = typeof answer === "number" ? answer : 200;
    response.end(JSON.stringify(typeof answer === "number" ? {} : answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  folder = stackFiles();
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4/`;
  for (const stack of ["platform", "staging", "production"]) {
    edit(folder, `Pulumi.${stack}.yaml`, "https://gitlab.example.com/api/v4/", baseUrl);
  }
  vi.stubEnv("GITLAB_TOKEN", "canary-token");
  answers = {
    [project]: {
      namespace: { kind: "group", full_path: "acme" },
      ci_pipeline_variables_minimum_override_role: "no_one_allowed",
    },
    [variables]: await declared(),
    [protections]: [{ name: "main" }, { name: "dev*" }],
    "groups/acme/variables": [],
    "admin/ci/variables": [],
  };
});

afterEach(() => {
  vi.unstubAllEnvs();
  server.close();
});

export interface Item {
  key: string;
  value: string | null;
  environment_scope: string;
  [name: string]: unknown;
}

/** What `up` has made on GitLab, of what the command says is declared, with the values. */
export async function declared(): Promise<Item[]> {
  const { jobs } = await gather(folder, { ...asked, declared: true });
  const [shop] = settingsOf(folder).apps;
  const items = jobs.flatMap(({ variables: all }) =>
    all.flatMap(({ key, got }): Item[] => {
      if (got?.from !== "project") return [];
      const value = got.value ?? shop!.secrets[key] ?? "canary-another-secret";
      return [
        {
          ...{ key, value, environment_scope: got.scope, variable_type: got.type },
          ...{ protected: got.protected, masked: got.masked ?? true, raw: got.raw, hidden: false },
        },
      ];
    }),
  );
  const distinct = new Map(items.map((item) => [`${item.key} ${item.environment_scope}`, item]));
  return [...distinct.values()];
}

const asked = { app: "shop", environment: "production", declared: false };

/** What is explained, and that neither way of showing it shows a secret. */
export async function explained(key?: string): Promise<Explanation> {
  const found = await gather(folder, { ...asked, key });
  const shown = JSON.stringify(found) + render(found, { colour: false }, key);
  expect(shown).not.toMatch(/canary|PRIVATE/);
  return found;
}

export const item = (more: Partial<Item> = {}): Item => ({
  ...{ key: "LOG", value: "canary-undeclared", environment_scope: "*", variable_type: "env_var" },
  ...{ protected: false, masked: false, raw: true, hidden: false },
  ...more,
});

export const own = () => answers[variables] as Item[];
export const change = (key: string, more: Partial<Item>) =>
  Object.assign(
    own().find((one) => one.key === key)!,
    more,
  );
export const messages = ({ warnings }: Explanation) => warnings.map(({ message }) => message);
