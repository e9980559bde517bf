import { expect } from "vitest";
import type { TestGitLab } from "../client.ts";
import { FakeRunner, type GivenJob } from "./world.ts";

/** A runner of an instance that is reached over HTTP. */
export class RemoteRunner extends FakeRunner<Pick<TestGitLab, "request">> {
  readonly #url: string;

  constructor(url: string, token: string) {
    super({ request: (...asked) => request(url, ...asked) }, token);
    this.#url = url;
  }

  /** One that takes every job. @param token an administrator's */
  static async made(url: string, token: string): Promise<RemoteRunner> {
    const asked = { runner_type: "instance_type" };
    const { body } = await request(url, "POST", "user/runners", asked, { "private-token": token });
    return new RemoteRunner(url, (body as { token: string }).token);
  }

  /** Hands a zip over as the job's artifacts. */
  async uploads(job: GivenJob, zip: Uint8Array): Promise<void> {
    const form = new FormData();
    form.set("file", new File([new Uint8Array(zip)], "artifacts.zip"));
    const query = "artifact_type=archive&artifact_format=zip";
    const { status } = await fetch(`${this.#url}/api/v4/jobs/${job.id}/artifacts?${query}`, {
      method: "POST",
      headers: { "job-token": job.token },
      body: form,
    });
    expect(status).toBe(201);
  }
}

async function request(
  url: string,
  ...[method, path, body, headers = {}]: Parameters<TestGitLab["request"]>
): ReturnType<TestGitLab["request"]> {
  const response = await fetch(new URL(path, `${url}/api/v4/`), {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  const read: unknown = isJson && text !== "" ? JSON.parse(text) : undefined;
  return { status: response.status, body: read, headers: response.headers };
}
