import type { Project } from "../../model.ts";
import { resolve } from "../../repositories.ts";
import type { Store } from "../../store.ts";
import { changedFiles, filesAt, hasCommit, nowhere } from "../git.ts";
import { mergeRequestOf } from "../mergeRequests.ts";
import type { Pipeline } from "../model.ts";
import type { Lookup } from "../rules/expression.ts";
import { type RuleContext, RuleError } from "../rules/rules.ts";

/** What rules of a pipeline are held against, each looked up once. */
export class PipelineContext {
  readonly #folder: string;
  readonly #pipeline: Pipeline;
  readonly #mergeRequest;
  readonly #changes = new Map<string | undefined, string[] | undefined>();
  #files: string[] | undefined;

  constructor(store: Store, project: Project, pipeline: Pipeline) {
    this.#folder = store.repository(project);
    this.#pipeline = pipeline;
    this.#mergeRequest = mergeRequestOf(store, project, pipeline.mergeRequestIid);
  }

  with(value: Lookup): RuleContext {
    return {
      value,
      changed: (compareTo) => this.#changed(compareTo),
      files: () => (this.#files ??= filesAt(this.#folder, this.#pipeline.sha)),
    };
  }

  #changed(compareTo: string | undefined): string[] | undefined {
    if (!this.#changes.has(compareTo)) this.#changes.set(compareTo, this.#look(compareTo));
    return this.#changes.get(compareTo);
  }

  /** A new branch, a tag and what nobody pushed have nothing to be compared with. */
  #look(compareTo: string | undefined): string[] | undefined {
    const { sha, source, beforeSha } = this.#pipeline;
    if (compareTo !== undefined) {
      const other = resolve(this.#folder, compareTo.replace(/^refs\/(heads|tags)\//, ""));
      if (other === undefined) throw new RuleError("rules:changes:compare_to is not a valid ref");
      return changedFiles(this.#folder, other, sha, true);
    }
    if (this.#mergeRequest) return changedFiles(this.#folder, this.#mergeRequest.baseSha, sha);
    if (source !== "push" || beforeSha === nowhere || !hasCommit(this.#folder, beforeSha)) {
      return undefined;
    }
    return changedFiles(this.#folder, beforeSha, sha);
  }
}
