import type { Mistakes } from "../mutation.ts";

export const sandbox: Mistakes = {
  "sandbox/providers/difference.ts": [
    {
      title: "a replacement is made first, while its name is taken",
      find: "property.autonamed && same(inputs[name], state[name])",
      replace: "false",
      test: "test/unit/providers/gitlab/projectEnvironment.test.ts",
    },
  ],
  "sandbox/providers/engineLog.ts": [
    {
      title: "lines overtake one another on their way to the display",
      find: "this.#sent = this.#sent.then(async",
      replace: "this.#sent = Promise.resolve().then(async",
      test: "test/unit/providers/command/logging.test.ts",
    },
  ],
  "sandbox/providers/handlers.ts": [
    {
      title: "a provider gets its secrets in clear",
      find: "response.setAcceptsecrets(true)",
      replace: "response.setAcceptsecrets(false)",
      test: "test/unit/providers/gitlab/plugin.test.ts",
    },
    {
      title: "a provider's secret configuration goes into the state in clear",
      find: "return checked(\n        news,\n        problems.map((problem) => ofProvider",
      replace:
        "return checked(\n        plainValues(news),\n        problems.map((problem) => ofProvider",
      test: "test/unit/providers/gitlab/plugin.test.ts",
    },
    {
      title: "what came to be before a failure has its secrets in clear",
      find: "state: kept(wrap(target, state, inputs))",
      replace: "state: kept(state)",
      test: "test/unit/providers/gitlab/project.test.ts",
    },
    {
      title: "a refresh shows what was a secret in the state",
      find: "{ ...state, ...fresh }",
      replace: "fresh",
      test: "test/unit/providers/gitlab/projectVariable.test.ts",
    },
  ],
  "sandbox/providers/states.ts": [
    {
      title: "a refresh changes what counts as equal",
      find: "isSame(plain(given), found)",
      replace: "same(plain(given), found)",
      test: "test/unit/providers/gitlab/branch.test.ts",
    },
    {
      title: "a secret within a secret loses its wrapping",
      find: "return { ...hidden, ...pick(asGiven, (name) => secrets.includes(name)) };",
      replace: "return hidden;",
      test: "test/unit/providers/command/command.test.ts",
    },
  ],
  "sandbox/providers/command/inputs.ts": [
    {
      title: "a connection's keys are no secrets of their own",
      find: "secrets.includes(name) ? secret(value) : value",
      replace: "value",
      test: "test/unit/providers/command/command.test.ts",
    },
  ],
  "sandbox/providers/command/remoteCommand.ts": [
    {
      title: "a command shows what it should not",
      find: 'logging === name || logging === "stdoutAndStderr"',
      replace: 'logging !== "none"',
      test: "test/unit/providers/command/logging.test.ts",
    },
  ],
  "sandbox/providers/docker/daemon.ts": [
    {
      title: "the stand-in for docker asks no daemon",
      find: 'if (host?.startsWith("ssh://")) return;',
      replace: "if (host !== undefined) return;",
      test: "test/unit/providers/docker.test.ts",
    },
  ],
  "sandbox/providers/docker/registry.ts": [
    {
      title: "the stand-in for docker speaks http to every registry",
      find: '? "http" : "https"',
      replace: '? "http" : "http"',
      test: "test/unit/providers/docker.test.ts",
    },
  ],
  "sandbox/providers/gitlab/derive.ts": [
    {
      title: "an update sends what only a new resource can have",
      find: "(name) => !fixed.includes(name)",
      replace: "() => true",
      test: "test/unit/providers/derive.test.ts",
    },
    {
      title: "a refresh forgets what GitLab never tells",
      find: "property.writeOnly || hidden",
      replace: "hidden",
      test: "test/unit/providers/derive.test.ts",
    },
    {
      title: "what GitLab hides is read as empty",
      find: "property.writeOnly || hidden",
      replace: "property.writeOnly",
      test: "test/unit/providers/derive.test.ts",
    },
    {
      title: "a project is forgotten when what follows its creation fails",
      find: "throw new HalfCreated(created, error);",
      replace: "throw error;",
      test: "test/unit/providers/derive.test.ts",
    },
  ],
  "sandbox/gitlab/acting.ts": [
    {
      title: "a field that is read is no longer known to be obeyed",
      find: "for (const name of names) known.add(name);",
      replace: "void known;",
      test: "test/unit/gitlab/storedOnly.test.ts",
    },
  ],
  "sandbox/gitlab/branches.ts": [
    {
      title: "an archived project takes branches",
      find: "if (project.archived) throw forbidden();",
      replace: "",
      test: "test/unit/gitlab/branches.test.ts",
    },
  ],
  "sandbox/gitlab/endpoint.ts": [
    {
      title: "answers show what GitLab's entity doesn't",
      find: "if (!properties) return values;",
      replace: "if (values) return values;",
      test: "test/unit/gitlab/hooks.test.ts",
    },
  ],
  "sandbox/gitlab/environmentRules.ts": [
    {
      title: "an environment's URL may run a script",
      find: "data|javascript|vbscript",
      replace: "data|vbscript",
      test: "test/unit/gitlab/environments.test.ts",
    },
  ],
  "sandbox/gitlab/hooks.ts": [
    {
      title: "a webhook shows the values of its headers",
      find: "map(({ key }) => ({ key }))",
      replace: "map((pair) => pair)",
      test: "test/unit/gitlab/hooks.test.ts",
    },
  ],
  "sandbox/gitlab/mergeRequests/refs.ts": [
    {
      title: "whatever is changed of a merge request makes a version of it",
      find: "if (last?.sha !== source || last.baseSha !== baseSha) {",
      replace: "if (last || source) {",
      test: "test/unit/gitlab/mergeRequestVersions.test.ts",
    },
  ],
  "sandbox/gitlab/parameters.ts": [
    {
      title: "a list that GitLab takes as one item too is taken as a list only",
      find: 'parameter.single && typeof value === "string"',
      replace: 'parameter.single && value === "nothing"',
      test: "test/unit/gitlab/ci/asking.test.ts",
    },
    {
      title: "an empty truth is a wrong one",
      find: '!["string", "array"].includes(type)',
      replace: "false",
      test: "test/unit/gitlab/parameters.test.ts",
    },
    {
      title: "only the first problem of a request is told",
      find: '[...new Set(problems)].join(", ")',
      replace: "problems[0]",
      test: "test/unit/gitlab/parameters.test.ts",
    },
    {
      title: "parameters that nobody declares are taken",
      find: "const values: Values = {};",
      replace: "const values: Values = { ...given };",
      test: "test/unit/gitlab/parameters.test.ts",
    },
  ],
  "sandbox/gitlab/projects.ts": [
    {
      title: "a field is obeyed that is listed as stored only",
      find: "    if (project.deletion) {\n      const",
      replace:
        '    if (project.settings["request_access_enabled"] === true || project.deletion) {\n      const',
      test: "test/unit/gitlab/storedOnly.test.ts",
    },
  ],
  "sandbox/gitlab/projectChanges.ts": [
    {
      title: "an update forgets the settings of the one before",
      find: "    ...current,\n",
      replace: "",
      test: "test/unit/gitlab/projects.test.ts",
    },
  ],
  "sandbox/gitlab/projectSettings.ts": [
    {
      title: "a project may have nothing where GitLab has a value",
      find: "value !== null || (defaults[name] ?? null) === null",
      replace: "value !== undefined || name !== undefined",
      test: "test/unit/gitlab/projects.test.ts",
    },
    {
      title: "a project's answer lacks a setting",
      find: '  merge_method: "merge",\n',
      replace: "",
      test: "test/unit/gitlab/answers.test.ts",
    },
  ],
  "sandbox/gitlab/protectedBranches.ts": [
    {
      title: "the Community Edition takes the lists of the Enterprise Edition",
      find: '(edition === "ee" ? enterprise(asked) : {})',
      replace: "enterprise(asked)",
      test: "test/unit/gitlab/protectedBranches.test.ts",
    },
  ],
  "sandbox/page/page.ts": [
    {
      title: "another's page says who looks at this one",
      find: 'app.post("/-/as", csrf(), async',
      replace: 'app.post("/-/as", async',
      test: "test/unit/sandbox/page.test.ts",
    },
  ],
  "sandbox/images/example.ts": [
    {
      title: "nothing is pushed where the repository lies below a folder called dist",
      find: "path === from || !made.includes(basename(path))",
      replace: "!made.some((name) => path.split('/').includes(name))",
      test: "test/unit/sandbox/loop/checkout.test.ts",
    },
  ],
  "sandbox/runner/getSources.ts": [
    {
      title: "a job's git configuration is that of the next one",
      find: '[...locks, join(git, "config")].map',
      replace: "locks.map",
      test: "test/unit/runner/sources.test.ts",
    },
  ],
  "sandbox/runner/submodules.ts": [
    {
      title: "a job's hook in a submodule's repository runs in the next one",
      find: "`find ${modules} -name hooks -type d -prune -exec rm -rf {} +`,",
      replace: "",
      test: "test/unit/runner/sources.test.ts",
    },
  ],
};
