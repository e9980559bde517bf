import { describe, expect, it } from "vitest";
import { type Operation, operations, type Parameter } from "../../../sandbox/gitlab/openapi.ts";
import { furnished, type TestGitLab } from "./client.ts";

type Answered = Record<string, unknown>;

/** Requests that change a thing; what of it GitLab's entity doesn't show, or shows elsewhere. */
const updates: [operation: string, path: string, shown?: Record<string, string>][] = [
  [
    "PUT /projects/:id",
    "projects/1",
    {
      avatar: "avatar_url",
      container_expiration_policy_attributes: "container_expiration_policy",
      public_builds: "public_jobs",
      // A branch that isn't there is refused; projects.test.ts changes it.
      default_branch: "",
      fallback_approvals_required: "",
      mirror_branch_regex: "",
      show_default_award_emojis: "",
    },
  ],
  [
    "PUT /groups/:id",
    "groups/2",
    {
      avatar: "avatar_url",
      ...Object.fromEntries(
        [
          "ai_settings_attributes",
          "allow_personal_snippets",
          "duo_availability",
          "duo_remote_flows_availability",
          "amazon_q_auto_review_enabled",
          "experiment_features_enabled",
          "model_prompt_cache_enabled",
        ].map((name) => [name, ""]),
      ),
    },
  ],
  [
    "PUT /projects/:id/hooks/:hook_id",
    "projects/1/hooks/1",
    // Secrets stay inside, and of pairs the keys are shown.
    { token: "", url_variables: "url_variables", custom_headers: "custom_headers" },
  ],
  [
    "PUT /projects/:id/environments/:environment_id",
    "projects/1/environments/1",
    { cluster_agent_id: "", slug: "" },
  ],
  ["PUT /projects/:id/variables/:key", "projects/1/variables/KEY", { filter: "" }],
];

describe("An update", () => {
  it.each(updates)(
    "%s stores every parameter and shows it again",
    async (name, path, shown = {}) => {
      const gitlab = await furnished({ initialize_with_readme: false });
      // A group as open as can be lets its projects be so.
      await gitlab.request("PUT", "groups/2", { visibility: "public" });
      let state = (await gitlab.request("GET", path)).body as Answered;
      const { body } = operations[name] as Required<Operation>;
      for (const [parameter, declared] of Object.entries(body)) {
        const where = shown[parameter] ?? parameter;
        if (where === "") continue;
        const before = state[where];
        const value = other(parameter, declared, before);
        const { status, body: answer } =
          declared.type === "file"
            ? await upload(gitlab, path, parameter)
            : await gitlab.request("PUT", path, { [parameter]: value });
        expect(status, `${parameter}: ${JSON.stringify(answer)}`).toBe(200);
        state = answer as Answered;
        const after = state[where];
        expect(after, parameter).not.toEqual(before);
        if (!(parameter in shown)) expect(after, parameter).toEqual(value);
      }
      const kept = (await gitlab.request("GET", path)).body as Answered;
      const known = Object.keys(body).filter((parameter) => parameter in kept);
      for (const parameter of known) expect(kept[parameter]).toEqual(state[parameter]);
    },
  );
});

/** Another value of a parameter than it has. */
function other(
  name: string,
  { type, enum: allowed, properties, items }: Parameter,
  now: unknown,
): unknown {
  if (allowed) return allowed.find((value) => value !== now);
  if (type === "boolean") return now !== true;
  if (type === "integer") return name === "build_timeout" ? 7200 : Number(now ?? 0) + 1;
  switch (type as "object" | "array" | "string") {
    case "object":
      return Object.fromEntries(
        Object.entries(properties ?? {}).map(([key, inner]) => [
          key,
          fitting[key] ?? other(key, inner, undefined),
        ]),
      );
    case "array":
      return items?.type === "string"
        ? [`changed-${name}`]
        : [other(name, items ?? { type: "string" }, undefined)];
    case "string":
      return fitting[name] ?? `changed-${name}`;
  }
}

/** Texts that have to be of a form. */
const fitting: Record<string, unknown> = {
  cadence: "7d",
  keep_n: 5,
  older_than: "14d",
  url: "https://example.com/changed",
  external_url: "https://example.com/changed",
};

async function upload(gitlab: TestGitLab, path: string, name: string) {
  const form = new FormData();
  form.append(name, new File(["picture"], "picture.png"));
  const response = await gitlab.app.request(`http://127.0.0.1/api/v4/${path}`, {
    method: "PUT",
    headers: { "private-token": "a-token-for-tests" },
    body: form,
  });
  return { status: response.status, body: await response.json() };
}
