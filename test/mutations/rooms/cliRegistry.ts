import type { Mistakes } from "../mutation.ts";

export const cliRegistry: Mistakes = {
  "cli/registry/authorization.ts": [
    {
      title: "an account goes over the network in clear",
      find: 'url.protocol !== "https:" && scheme === "https"',
      replace: "false",
      test: "test/unit/cli/registry/authorization.test.ts",
    },
  ],
  "cli/registry/connection.ts": [
    {
      title: "any registry is sent the account",
      find: "account?.address === host ? account : undefined",
      replace: "account",
      test: "test/unit/cli/imageVersion.test.ts",
    },
  ],
  "cli/registry/keptImages.ts": [
    {
      title: "an image that serves again pushes out another one",
      find: "before.filter((other) => other !== digest)",
      replace: "before",
      test: "test/unit/cli/loop/release.test.ts",
    },
  ],
  "cli/registry/records.ts": [
    {
      title: "a record is believed that says something else than its name",
      find: "if (!wrong) return true;",
      replace: "return true;",
      test: "test/unit/cli/registry/copyImage.test.ts",
    },
  ],
  "cli/loop/gates.ts": [
    {
      title: "an image is deployed that no other environment has served",
      find: "if (served) {",
      replace: "if (served ?? after) {",
      test: "test/unit/cli/loop/deploy.test.ts",
    },
    {
      title: "a job deploys what any build has pushed",
      find: "if (!project || image.startsWith(",
      replace: "if (project || image.startsWith(",
      test: "test/unit/cli/loop/deploy.test.ts",
    },
  ],
  "cli/loop/inputs.ts": [
    {
      title: "a commit brings its own word that its tests have passed",
      find: "  requireUntracked(tree);\n",
      replace: "",
      test: "test/unit/cli/loop/release.test.ts",
    },
  ],
  "cli/loop/buildResult.ts": [
    {
      title: "what a build has left is read however long it is",
      find: "if (text.length > longest)",
      replace: "if (false)",
      test: "test/unit/cli/loop/release.test.ts",
    },
  ],
  "cli/loop/tree.ts": [
    {
      title: "a file is written through a link of the same name",
      find: " && !folders.has(path)",
      replace: "",
      test: "test/unit/cli/loop/names.test.ts",
    },
  ],
  "cli/ignore/matcher.ts": [
    {
      title: "a submodule that an exception reaches into is left out",
      find: "!exceptions.some(({ text }) => mayMatchBelow(text, path))",
      replace: "true",
      test: "test/unit/cli/loop/context.test.ts",
    },
  ],
  "cli/loop/notify/people.ts": [
    {
      title: "whoever calls themselves `$DB_PASSWORD` has it told",
      find: 'starter: of("user", "name")',
      replace: "starter: job.GITLAB_USER_NAME",
      test: "test/unit/cli/loop/notify/notify.test.ts",
    },
  ],
  "cli/loop/notify/post.ts": [
    {
      title: "a message goes where an answer sends it",
      find: 'redirect: "error"',
      replace: 'redirect: "follow"',
      test: "test/unit/cli/loop/notify/notify.test.ts",
    },
  ],
  "cli/registry/manifests.ts": [
    {
      title: "a manifest is taken that is not what its digest says",
      find: 'reference.startsWith("sha256:") && reference !== digest',
      replace: "false",
      test: "test/unit/cli/registry/connection.test.ts",
    },
  ],
  "cli/registry/blobs.ts": [
    {
      title: "an image's configuration is taken that is not what its digest says",
      find: "if (digestOf(bytes) !== digest)",
      replace: "if (false)",
      test: "test/unit/cli/registry/connection.test.ts",
    },
  ],
  "cli/loop/release.ts": [
    {
      title: "an image is released that was built from something else",
      find: "if (labels[imageLabel.inputs] !== inputs) {",
      replace: "if (labels[imageLabel.inputs] === undefined) {",
      test: "test/unit/cli/loop/release.test.ts",
    },
  ],
  "cli/loop/build/commandLines.ts": [
    {
      title: "a protected branch's build reads a cache that anybody may write",
      find: '...(isProtected ? [] : ["--import-cache", own]),',
      replace: '...["--import-cache", own],',
      test: "test/unit/cli/loop/build/build.test.ts",
    },
  ],
};
