import { expect, it } from "vitest";
import {
  readConfiguration,
  runnerDefaults,
  writeConfiguration,
} from "../../../sandbox/runner/configuration.ts";

const runner = {
  ...runnerDefaults,
  ...{ name: "one", url: "http://127.0.0.1:1/", token: "glrt-x", cache_dir: "/cache" },
  environment: ["PATH=/bin:/usr/bin", 'ODD="$ \\'],
};

it("writes what gitlab-runner reads, and reads it again", () => {
  const configuration = { concurrent: 2, check_interval: 1, runners: [runner] };
  const text = writeConfiguration(configuration);
  expect(text).toMatch(/^concurrent = 2\ncheck_interval = 1\n\n\[\[runners\]\]\n/);
  expect(text).toContain("\n[runners.feature_flags]\nFF_GIT_URLS_WITHOUT_TOKENS = true\n");
  expect(readConfiguration(text, "config.toml")).toEqual(configuration);
});

it("says all that keeps it from running with a configuration", () => {
  expect(() => readConfiguration("concurrent = 1", "a.toml")).toThrow(
    "a.toml: it has no [[runners]].",
  );
  const text = '[[runners]]\nname = "one"\nexecutor = "docker"\nurl = "x"\ncache_dir = "/c"';
  expect(() => readConfiguration(text, "a.toml")).toThrow(
    'a.toml: [[runners]] one has no token; [[runners]] one has the executor docker; this runner has "shell" only.',
  );
});
