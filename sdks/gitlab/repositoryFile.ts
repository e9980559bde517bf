// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: [
    "authorEmail",
    "authorName",
    "branch",
    "commitMessage",
    "content",
    "encoding",
    "executeFilemode",
    "filePath",
    "overwriteOnCreate",
    "project",
  ],
  outputs: ["blobId", "commitId", "contentSha256", "fileName", "lastCommitId", "ref", "size"],
  required: ["branch", "content", "encoding", "filePath", "project"],
};

/**
 * A file of a project's repository on one branch. Each change of it is a commit, and starts a
 * pipeline there unless the message says `[skip ci]`. The provider commits one at a time, since
 * GitLab refuses two at once.
 */
export class RepositoryFile extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "gitlab:index/repositoryFile:RepositoryFile";

  /** An existing file, by its id `<project>:<branch>:<path>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: RepositoryFileState,
    opts?: pulumi.CustomResourceOptions,
  ): RepositoryFile {
    return new RepositoryFile(name, state, { ...opts, id });
  }

  /** Whether the object is a RepositoryFile, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is RepositoryFile {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === RepositoryFile.__pulumiType;
  }

  declare readonly authorEmail: pulumi.Output<string | undefined>;
  declare readonly authorName: pulumi.Output<string | undefined>;
  declare readonly branch: pulumi.Output<string>;
  declare readonly commitMessage: pulumi.Output<string | undefined>;
  declare readonly content: pulumi.Output<string>;
  declare readonly encoding: pulumi.Output<string>;
  declare readonly executeFilemode: pulumi.Output<boolean | undefined>;
  declare readonly filePath: pulumi.Output<string>;
  declare readonly overwriteOnCreate: pulumi.Output<boolean | undefined>;
  declare readonly project: pulumi.Output<string>;
  declare readonly blobId: pulumi.Output<string>;
  /** The commit at the branch's tip. */
  declare readonly commitId: pulumi.Output<string>;
  declare readonly contentSha256: pulumi.Output<string>;
  declare readonly fileName: pulumi.Output<string>;
  /** The last commit that changed it. */
  declare readonly lastCommitId: pulumi.Output<string>;
  declare readonly ref: pulumi.Output<string>;
  declare readonly size: pulumi.Output<number>;

  constructor(name: string, args: RepositoryFileArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    argsOrState?: RepositoryFileArgs | RepositoryFileState,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: RepositoryFileArgs | RepositoryFileState,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      RepositoryFile.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a RepositoryFile. */
export interface RepositoryFileArgs {
  authorEmail?: pulumi.Input<string>;
  authorName?: pulumi.Input<string>;
  /** The branch, which must exist. A change replaces it. */
  branch: pulumi.Input<string>;
  /** The message of each commit; deleting the file puts `[DELETE]: ` before it. */
  commitMessage?: pulumi.Input<string>;
  /**
   * The file's text, to the last newline; in base64 where `encoding` says so. The provider does not
   * mark it as secret.
   */
  content: pulumi.Input<string>;
  /** `text` or `base64`: how `content` is written. */
  encoding: pulumi.Input<string>;
  /**
   * Whether the file may be executed.
   * @default false
   */
  executeFilemode?: pulumi.Input<boolean>;
  /**
   * Where it is, from the root of the repository, without a slash before it. A change replaces it.
   */
  filePath: pulumi.Input<string>;
  /**
   * Whether a file that is there already is taken over. Otherwise making it fails.
   * @default false
   */
  overwriteOnCreate?: pulumi.Input<boolean>;
  /** The project's id or full path. A change replaces it. */
  project: pulumi.Input<string>;
}

/** What narrows a look-up of a RepositoryFile. */
export interface RepositoryFileState extends Partial<RepositoryFileArgs> {
  blobId?: pulumi.Input<string>;
  commitId?: pulumi.Input<string>;
  contentSha256?: pulumi.Input<string>;
  fileName?: pulumi.Input<string>;
  lastCommitId?: pulumi.Input<string>;
  ref?: pulumi.Input<string>;
  size?: pulumi.Input<number>;
}
