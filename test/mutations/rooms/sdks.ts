import type { Mistakes } from "../mutation.ts";

export const sdks: Mistakes = {
  "sdks/gitlab/utilities.ts": [
    {
      title: "a function asks whatever version of the plugin is there",
      find: "{ version, ...opts }",
      replace: "{ ...opts }",
      test: "test/unit/sdk/registration.test.ts",
    },
    {
      title: "a secret is sent in clear",
      find: "secret ? pulumi.secret(value) : value",
      replace: "value",
      test: "test/unit/sdk/registration.test.ts",
    },
    {
      title: "a resource asks for whatever version of the plugin is there",
      find: "pulumi.mergeOptions({ version }, opts ?? {})",
      replace: "{ ...opts }",
      test: "test/unit/sdk/registration.test.ts",
    },
  ],
  "sdks/gitlab/generator/property.ts": [
    {
      title: "a resource no longer tells which of its properties are secret",
      find: "properties[name]?.secret",
      replace: "false",
      test: "test/unit/sdk/generate.test.ts",
    },
  ],
  "sdks/gitlab/generator/use.ts": [
    {
      title: "a resource need not say what it looks up",
      find: "get: z.string().min(1)",
      replace: "get: z.string().optional()",
      test: "test/unit/sdk/written.test.ts",
    },
  ],
  "sdks/gitlab/project.ts": [
    {
      title: "generated code is changed by hand",
      find: '    "squashOption",\n',
      replace: "",
      test: "test/unit/sdk/written.test.ts",
    },
  ],
};
