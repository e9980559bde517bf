import type { Mistakes } from "../mutation.ts";

export const hostChecks: Mistakes = {
  "host/slipway_host/whose_port.py": [
    {
      title: "an app in the machine's own network is judged by its ports",
      find: " or each.has_the_hosts for",
      replace: " for",
      test: "host/tests/test_whose_port.py",
    },
  ],
  "host/slipway_host/one_shots.py": [
    {
      title: "an app of which nothing runs serves",
      find: "    if services.own and not runs:\n",
      replace: "    if False:\n",
      test: "host/tests/test_one_shots.py",
    },
  ],
  "host/slipway_host/http_check.py": [
    {
      title: "any certificate is a healthy app's",
      find: "context=ssl.create_default_context()",
      replace: "context=ssl._create_unverified_context()",
      test: "host/tests/test_http_check.py",
    },
    {
      title: "an answer fills the memory",
      find: "    if len(body) > LARGEST:\n",
      replace: "    if False:\n",
      test: "host/tests/test_http_check.py",
    },
  ],
  "host/slipway_host/crash_loop.py": [
    {
      title: "what waits for others at its start is a crash loop",
      find: "        if seconds < CRASH_LOOP_SECONDS:\n",
      replace: "        if False:\n",
      test: "host/tests/test_crash_loop.py",
    },
  ],
  "host/slipway_host/docker.py": [
    {
      title: "Compose puts in what the caller's environment has",
      find: "environment = {name: os.environ[name] for name in _PASSED_ON if os.environ.get(name)}",
      replace: "environment = dict(os.environ)",
      test: "host/tests/test_docker.py",
    },
    {
      title: "credentials go to another registry",
      find: "if is_signed_in else ()",
      replace: "if self._registry else ()",
      test: "host/tests/test_docker.py",
    },
  ],
};
