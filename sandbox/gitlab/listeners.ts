import type { Pipeline } from "./ci/model.ts";
import type { Project, User } from "./model.ts";
import type { MergeRequest } from "./mergeRequests/model.ts";

/** A branch or a tag has changed, by a push, by a merge or by the API. */
export interface Push {
  project: Project;
  user: User;
  /** `refs/heads/main` or `refs/tags/v1` */
  ref: string;
  /** The commit before, or only zeros where there was none. */
  before: string;
  /** The commit now, or only zeros where there is none any more. */
  after: string;
  /** What was given as `git push -o`. */
  options: string[];
}

/** Something has happened to a merge request. `update`: its source branch or its words changed. */
export interface MergeRequestEvent {
  project: Project;
  mergeRequest: MergeRequest;
  user: User;
  event: "open" | "update" | "close" | "reopen" | "merge";
  /** The commit of the source branch before, where an update is a push to it. */
  before?: string;
}

interface Events {
  pushed: Push;
  mergeRequest: MergeRequestEvent;
  /** A pipeline has another status. */
  pipeline: Pipeline;
}

/** Who wants to know of what happens. They are called one after the other, in the order they came. */
export class Listeners {
  readonly #all: { [Name in keyof Events]: ((event: Events[Name]) => void)[] } = {
    pushed: [],
    mergeRequest: [],
    pipeline: [],
  };

  onPushed(listener: (push: Push) => void): void {
    this.#all.pushed.push(listener);
  }

  onMergeRequest(listener: (event: MergeRequestEvent) => void): void {
    this.#all.mergeRequest.push(listener);
  }

  onPipeline(listener: (pipeline: Pipeline) => void): void {
    this.#all.pipeline.push(listener);
  }

  pushed(push: Push): void {
    for (const listener of this.#all.pushed) listener(push);
  }

  mergeRequest(event: MergeRequestEvent): void {
    for (const listener of this.#all.mergeRequest) listener(event);
  }

  pipeline(pipeline: Pipeline): void {
    for (const listener of this.#all.pipeline) listener(pipeline);
  }
}
