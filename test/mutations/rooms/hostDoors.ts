import type { Mistakes } from "../mutation.ts";

export const hostDoors: Mistakes = {
  "host/slipway_host/keys_file.py": [
    {
      title: "a key opens a shell's forwardings",
      find: "return f'restrict,command=",
      replace: "return f'command=",
      test: "host/tests/test_keys_file.py",
    },
    {
      title: "a key that somebody lets out of its bounds is not said",
      find: "if _is_ours(line, environment) or _key_of(line) in keys}",
      replace: "if _is_ours(line, environment)}",
      test: "host/tests/test_keys_file.py",
    },
    {
      title: "where nobody knows of an app's keys it has none",
      find: "    except durable.Damaged:\n        return True",
      replace: "    except durable.Damaged:\n        return False",
      test: "host/tests/test_keys_file.py",
    },
    {
      title: "two environments write their keys at once",
      find: '    with held(f"{folder}/bin/.lock"):\n',
      replace: "    if True:\n",
      test: "host/tests/test_keys_file.py",
    },
    {
      title: "a missing end mark takes others' keys",
      find: "elif not (is_inside and _is_ours(line, environment)):",
      replace: "elif not is_inside:",
      test: "host/tests/test_keys_file.py",
    },
  ],
  "host/slipway_host/request.py": [
    {
      title: "a request that comes byte by byte is waited for without end",
      find: "max(0, end - time.monotonic())",
      replace: "REQUEST_SECONDS",
      test: "host/tests/test_request.py",
    },
    {
      title: "a request is as large as it likes",
      find: "        if len(data) > most:\n",
      replace: "        if False:\n",
      test: "host/tests/test_request.py",
    },
    {
      title: "an empty body of root's is carried out",
      find: "(by_hand and os.isatty(0))",
      replace: "by_hand",
      test: "host/tests/test_request.py",
    },
  ],
  "host/slipway_host/slots.py": [
    {
      title: "logs that are followed keep deploys waiting",
      find: '    kind, most = ("+logs", LOGS_AT_ONCE) if action == "logs" else ("", CALLS_AT_ONCE)\n',
      replace: '    kind, most = "", CALLS_AT_ONCE\n',
      test: "host/tests/test_slots.py",
    },
  ],
  "host/slipway_host/main.py": [
    {
      title: "a key does what its role may not",
      find: "    check_role(call)\n",
      replace: "",
      test: "host/tests/test_main.py",
    },
    {
      title: "a key's calls fill the server",
      find: "    take_slot(call.folder, call.environment, call.role, call.app, call.action)\n",
      replace: "",
      test: "host/tests/test_main.py",
    },
    {
      title: "an app's key speaks about another app",
      find: "if call.app and request.app and request.app != call.app:",
      replace: "if False:",
      test: "host/tests/test_main.py",
    },
    {
      title: "a key's caller at a terminal leaves the request out",
      find: 'by_hand=call.role == ""',
      replace: "by_hand=True",
      test: "host/tests/test_main.py",
    },
    {
      title: "a pull leaves its credentials",
      find: "    finally:\n        work.remove()\n",
      replace: "    finally:\n        pass\n",
      test: "host/tests/test_main.py",
    },
  ],
  "host/slipway_host/call.py": [
    {
      title: "a key's caller chooses what the key is bound to",
      find: '    if options["role"]:\n        words',
      replace: '    if options["role"] and not words:\n        words',
      test: "host/tests/test_call.py",
    },
    {
      title: "a key's caller gives more than the action",
      find: "    if len(words) > 1:\n",
      replace: "    if False:\n",
      test: "host/tests/test_call.py",
    },
  ],
  "host/slipway_host/announced.py": [
    {
      title: "a deploy has the author of an up",
      find: 'if request.action != "apply" or request.cause is not None:',
      replace: "if request.cause is not None:",
      test: "host/tests/test_announced.py",
    },
    {
      title: "an up that was killed is the author of all that comes later",
      find: "if not 0 < left <= ANNOUNCED_SECONDS:",
      replace: "if left > ANNOUNCED_SECONDS:",
      test: "host/tests/test_announced.py",
    },
  ],
  "host/slipway_host/repository.py": [
    {
      title: "images of a repository that is called alike are started",
      find: 'if name == repository_of(f"{repository}@"):',
      replace: 'if name.startswith(repository_of(f"{repository}@")):',
      test: "host/tests/test_repository.py",
    },
    {
      title: "a deployer's key starts anybody's image",
      find: "if name == repository_of(current.image):",
      replace: "if True:",
      test: "host/tests/test_repository.py",
    },
  ],
  "host/slipway_host/owner.py": [
    {
      title: "whoever root becomes keeps root's groups",
      find: "        os.initgroups(user.pw_name, there.st_gid)\n",
      replace: "",
      test: "host/tests/test_emergency.py",
    },
    {
      title: "a user without a name keeps root's groups",
      find: "        os.setgroups([])\n",
      replace: "        pass\n",
      test: "host/tests/test_emergency.py",
    },
    {
      title: "root works in a user's folder as root",
      find: "    os.setuid(there.st_uid)\n",
      replace: "",
      test: "host/tests/test_emergency.py",
    },
  ],
  "host/slipway_host/bootstrap.py": [
    {
      title: "keys call a program that is not there",
      find: '    install(f"{folder}/{BIN}", environment, version, files)\n    write_keys(home, user, folder, environment, request["keys"])\n',
      replace:
        '    write_keys(home, user, folder, environment, request["keys"])\n    install(f"{folder}/{BIN}", environment, version, files)\n',
      test: "host/tests/test_bootstrap.py",
    },
    {
      title: "the script goes while keys call it",
      find: '    write_keys(home, user, folder, environment, request["keys"])\n    replace_script(f"{folder}/{BIN}", version)\n',
      replace:
        '    replace_script(f"{folder}/{BIN}", version)\n    write_keys(home, user, folder, environment, request["keys"])\n',
      test: "host/tests/test_bootstrap.py",
    },
    {
      title: "an environment's folder is root's",
      find: '    users.give(user, f"{folder}/{environment}", 0o700)\n',
      replace: "",
      test: "host/tests/test_bootstrap.py",
    },
  ],
  "host/slipway_host/installation.py": [
    {
      title: "half a version is taken for one",
      find: "return all(\n        durable",
      replace: "return any(\n        durable",
      test: "host/tests/test_installation.py",
    },
    {
      title: "a version goes while calls run on it",
      find: "time.time() - os.path.getmtime(place) > LONGEST_CALL",
      replace: "True",
      test: "host/tests/test_installation.py",
    },
  ],
};
