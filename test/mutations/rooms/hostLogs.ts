import type { Mistakes } from "../mutation.ts";

export const hostLogs: Mistakes = {
  "host/slipway_host/logs.py": [
    {
      title: "logs are told where the secrets are not known",
      find: "    _require_known_secrets(app)\n",
      replace: "",
      test: "host/tests/test_logs.py",
    },
    {
      title: "a caller that does not read keeps a process for good",
      find: "        signal.setitimer(signal.ITIMER_REAL, _LAST_SECONDS)\n",
      replace: "        pass\n",
      test: "host/tests/test_logs.py",
    },
    {
      title: "an app's log fills the memory",
      find: "while size > share and len(newest) > 1:",
      replace: "while False:",
      test: "host/tests/test_logs.py",
    },
    {
      title: "logs of any size are told at once",
      find: "        if size > LOG_BYTES:\n",
      replace: "        if False:\n",
      test: "host/tests/test_logs.py",
    },
    {
      title: "what a gone caller has asked Docker goes on",
      find: "    finally:\n        source.end()\n",
      replace: "    finally:\n        pass\n",
      test: "host/tests/test_logs.py",
    },
  ],
  "host/slipway_host/log_follow.py": [
    {
      title: "whoever follows sees a new release's secrets",
      find: "        self._redactor = Redactor(self._app.store, self._app.request)\n        followed",
      replace: "        followed",
      test: "host/tests/test_logs.py",
    },
    {
      title: "a log that Docker does not give is asked for without end",
      find: "if source.end() != 0:",
      replace: "if source.end() < 0:",
      test: "host/tests/test_logs.py",
    },
    {
      title: "logs come faster than a caller's terminal takes them",
      find: "        time.sleep(max(0, self._free - time.monotonic() - 1))\n",
      replace: "",
      test: "host/tests/test_logs.py",
    },
  ],
  "host/slipway_host/log_told.py": [
    {
      title: "the beginning of a secret ends a line that was cut",
      find: "        text = text[: max(0, len(text) - redactor.longest)]\n",
      replace: "        pass\n",
      test: "host/tests/test_logs.py",
    },
  ],
  "host/slipway_host/log_lines.py": [
    {
      title: "a line fills the memory",
      find: "            self._rest += said[:free]\n",
      replace: "            self._rest += said\n",
      test: "host/tests/test_log_lines.py",
    },
  ],
  "host/slipway_host/redact.py": [
    {
      title: "a former release's secrets are told",
      find: 'for path in (place.applied, *(f"{folder}/configuration.json" for folder in folders)):',
      replace: "for path in (place.applied,):",
      test: "host/tests/test_redact.py",
    },
    {
      title: "the secrets of a request are told",
      find: '[request.body.get("configuration")]',
      replace: "[]",
      test: "host/tests/test_redact.py",
    },
    {
      title: "an account's name and password in base64 are told",
      find: "        yield base64.b64encode(f\"{registry['user']}:{registry['password']}\".encode()).decode()\n",
      replace: "",
      test: "host/tests/test_redact.py",
    },
  ],
  "host/slipway_host/secret_forms.py": [
    {
      title: "a secret that begins with another is hidden in part",
      find: "key=lambda f: (-len(f), f)",
      replace: "key=lambda f: (len(f), f)",
      test: "host/tests/test_secret_forms.py",
    },
    {
      title: "a secret in hexadecimal is told",
      find: "    yield from (data.hex(), data.hex().upper())\n",
      replace: "    yield data.hex()\n",
      test: "host/tests/test_secret_forms.py",
    },
    {
      title: "a secret in folded base64 is told",
      find: "    if len(whole) > 64:\n",
      replace: "    if False:\n",
      test: "host/tests/test_secret_forms.py",
    },
  ],
};
