import type { Client } from "./client.ts";

export interface MergeRequest {
  iid: number;
  title: string;
  sha: string;
  web_url: string;
  detailed_merge_status: string;
  merge_commit_sha: string | null;
  squash_commit_sha: string | null;
  head_pipeline: { id: number; status: string; web_url: string } | null;
}

/** A project's merge requests, as somebody who writes or reviews them. */
export class MergeRequests {
  readonly #client: Client;
  readonly #path: string;

  /** @param project its full path */
  constructor(client: Client, project: string) {
    this.#client = client;
    this.#path = `projects/${encodeURIComponent(project)}/merge_requests`;
  }

  async open(source: string, target: string, title: string): Promise<MergeRequest> {
    const body = { source_branch: source, target_branch: target, title };
    return this.#client.send<MergeRequest>("POST", this.#path, body);
  }

  /** As `open`, or the one that is open already. */
  async provide(source: string, target: string, title: string): Promise<MergeRequest> {
    const query = { state: "opened", source_branch: source, target_branch: target };
    const path = `${this.#path}?${new URLSearchParams(query).toString()}`;
    const [found] = await this.#client.get<MergeRequest[]>(path);
    return found ?? this.open(source, target, title);
  }

  /** Waits until GitLab would merge it. @throws when its pipeline has failed */
  async mergeable({ iid }: Pick<MergeRequest, "iid">): Promise<MergeRequest> {
    const one = await this.#client.until<MergeRequest>(
      `${this.#path}/${iid}`,
      ({ detailed_merge_status: status, head_pipeline: pipeline }) =>
        status === "mergeable" || pipeline?.status === "failed",
    );
    if (one.detailed_merge_status === "mergeable") return one;
    throw new Error(`${one.web_url} can't be merged: ${one.head_pipeline?.web_url} has failed.`);
  }

  /** @returns the commit that the target's branch ends with now */
  async merge({ iid }: Pick<MergeRequest, "iid">): Promise<string> {
    const merged = await this.#client.send<MergeRequest>("PUT", `${this.#path}/${iid}/merge`, {});
    return merged.merge_commit_sha ?? merged.squash_commit_sha ?? merged.sha;
  }
}
