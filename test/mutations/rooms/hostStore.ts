import type { Mistakes } from "../mutation.ts";

export const hostStore: Mistakes = {
  "host/slipway_host/durable.py": [
    {
      title: "a file's bytes are lost when the power goes",
      find: "        os.fchmod(descriptor, mode)\n        os.fsync(descriptor)\n",
      replace: "        os.fchmod(descriptor, mode)\n",
      test: "host/tests/test_durable.py",
    },
    {
      title: "a file's name is lost when the power goes",
      find: "    os.replace(temporary, path)\n    sync_folder(os.path.dirname(path))\n\n\ndef write_json",
      replace: "    os.replace(temporary, path)\n\n\ndef write_json",
      test: "host/tests/test_durable.py",
    },
    {
      title: "a file is written through a link that somebody has put there",
      find: " | os.O_EXCL, mode)",
      replace: ", mode)",
      test: "host/tests/test_durable.py",
    },
    {
      title: "what can't be read is taken for absent",
      find: "except (FileNotFoundError, NotADirectoryError):",
      replace: "except OSError:",
      test: "host/tests/test_durable.py",
    },
    {
      title: "what the system writes in part is cut short",
      find: "rest = rest[os.write(descriptor, rest) :]",
      replace: 'os.write(descriptor, rest); rest = b""',
      test: "host/tests/test_durable.py",
    },
  ],
  "host/slipway_host/store.py": [
    {
      title: "what serves has not served when the power goes",
      find: '        self.write(served)\n        durable.write_link(self.place.current, f"releases/{served.number}")',
      replace:
        '        durable.write_link(self.place.current, f"releases/{served.number}")\n        self.write(served)',
      test: "host/tests/test_store.py",
    },
    {
      title: "a configuration's name tells its secrets",
      find: "hashlib.sha256(key + canonical(configuration))",
      replace: "hashlib.sha256(canonical(configuration))",
      test: "host/tests/test_store.py",
    },
    {
      title: "another configuration stands in for one that is damaged",
      find: "if applied is None or self.hash_of(applied) != release.configuration:",
      replace: "if applied is None:",
      test: "host/tests/test_mending.py",
    },
    {
      title: "a release's number is given twice",
      find: "return max([number_of(given) or 0, *numbers]) + 1",
      replace: "return max([0, *numbers]) + 1",
      test: "host/tests/test_store.py",
    },
  ],
  "host/slipway_host/mending.py": [
    {
      title: "a release that was never checked serves once it was damaged",
      find: 'since="" if os.path.exists(app.place.switching) else',
      replace: 'since="" if False else',
      test: "host/tests/test_mending.py",
    },
    {
      title: "a switch whose journal is damaged is forgotten",
      find: "            durable.write_json(place.switching, was.told())\n",
      replace: "",
      test: "host/tests/test_mending.py",
    },
  ],
  "host/slipway_host/work.py": [
    {
      title: "what a running call works with is swept away",
      find: "                if is_taken(descriptor):\n",
      replace: "                if True:\n",
      test: "host/tests/test_work.py",
    },
    {
      title: "half a dump stays when its call was killed",
      find: "filter(os.path.isdir, (place.here, place.backups))",
      replace: "filter(os.path.isdir, (place.here,))",
      test: "host/tests/test_backup.py",
    },
  ],
  "host/slipway_host/prune.py": [
    {
      title: "an image goes that another release has",
      find: 'set(unused.split("\\n")) - used - {""}',
      replace: 'set(unused.split("\\n")) - {""}',
      test: "host/tests/test_prune.py",
    },
  ],
  "host/slipway_host/local_tag.py": [
    {
      title: "a tag that was made as the power went is never taken away",
      find: '        durable.append(app.place.tags, f"{line}\\n")\n    app.docker.run("tag", release.image, tag)',
      replace:
        '        app.docker.run("tag", release.image, tag)\n        durable.append(app.place.tags, f"{line}\\n")',
      test: "host/tests/test_local_tag.py",
    },
    {
      title: "somebody's own tag goes with its image",
      find: " and _is_known(app.place.root, line)",
      replace: "",
      test: "host/tests/test_local_tag.py",
    },
  ],
  "host/slipway_host/space.py": [
    {
      title: "what is root's alone counts as room for an image",
      find: "disk.f_bavail",
      replace: "disk.f_bfree",
      test: "host/tests/test_space.py",
    },
    {
      title: "an image fills the disk",
      find: "    if left < wanted:\n",
      replace: "    if False:\n",
      test: "host/tests/test_space.py",
    },
  ],
  "host/slipway_host/backup.py": [
    {
      title: "a migration runs before its dump is on the disk",
      find: "        os.fsync(descriptor)\n",
      replace: "",
      test: "host/tests/test_backup.py",
    },
    {
      title: "a migration runs before its dump's name is on the disk",
      find: '        os.replace(f"{path}.new", path)\n        durable.sync_folder(place.backups)\n',
      replace: '        os.replace(f"{path}.new", path)\n',
      test: "host/tests/test_backup.py",
    },
    {
      title: "half a dump looks like one",
      find: 'size = _dump(app, rules, container, f"{path}.new")',
      replace: "size = _dump(app, rules, container, path)",
      test: "host/tests/test_backup.py",
    },
    {
      title: "a dump fills the disk",
      find: "max([LEAST_SPACE_BYTES, *(2 * each.bytes for each in last)])",
      replace: "LEAST_SPACE_BYTES",
      test: "host/tests/test_backup.py",
    },
    {
      title: "a deploy in an emergency makes no backup",
      find: 'return app.request.action == "rollback" and is_emergency',
      replace: "return is_emergency",
      test: "host/tests/test_backup.py",
    },
    {
      title: "a dump that an open restore wants is taken away",
      find: "        if backup.name not in open_:\n",
      replace: "        if True:\n",
      test: "host/tests/test_restore.py",
    },
  ],
  "host/slipway_host/restore.py": [
    {
      title: "a restore that is cut short is forgotten",
      find: "    durable.write_json(place.restoring, was.told())\n    end_watch(place)",
      replace: "    end_watch(place)",
      test: "host/tests/test_restore.py",
    },
    {
      title: "what a failed restore left takes the place of the data of before",
      find: "    if was is None:\n        made = _back_up_first",
      replace: "    if True:\n        made = _back_up_first",
      test: "host/tests/test_restore.py",
    },
    {
      title: "a deploy starts on half-restored data",
      find: 'if ending.code != PUT_BACK and action not in ("rollback", "allow", "recover"):',
      replace: "if False:",
      test: "host/tests/test_restore.py",
    },
    {
      title: "a restore that failed keeps somebody from going back",
      find: 'if ending.code != PUT_BACK and action not in ("rollback", "allow", "recover"):',
      replace: "if ending.code != PUT_BACK:",
      test: "host/tests/test_restore.py",
    },
    {
      title: "a restore reads any file",
      find: "    if asked not in kept:\n",
      replace: "    if False:\n",
      test: "host/tests/test_restore.py",
    },
    {
      title: "an app writes while its data are restored",
      find: "if not stopped.succeeded:",
      replace: "if False:",
      test: "host/tests/test_restore.py",
    },
  ],
  "host/slipway_host/restoring.py": [
    {
      title: "a restore that could not be put back is forgotten",
      find: "if was is not None and was.message:",
      replace: "if was is not None:",
      test: "host/tests/test_restore.py",
    },
  ],
  "host/slipway_host/remove.py": [
    {
      title: "an app is removed that a job can bring back",
      find: "if has_keys_of(place.root, place.environment, place.app):",
      replace: "if False:",
      test: "host/tests/test_remove.py",
    },
    {
      title: "an app's volumes go with it",
      find: '        *project, "down", "--remove-orphans"',
      replace: '        *project, "down", "--volumes", "--remove-orphans"',
      test: "host/tests/test_remove.py",
    },
    {
      title: "containers that stay are said to have ended",
      find: "if down.succeeded and left == []:",
      replace: "if down.succeeded:",
      test: "host/tests/test_remove.py",
    },
    {
      title: "secrets stay in what was set aside when an app is removed",
      find: 'for folder in (place.releases, place.files, f"{place.here}/damaged"):',
      replace: "for folder in (place.releases, place.files):",
      test: "host/tests/test_remove.py",
    },
  ],
  "host/slipway_host/restart.py": [
    {
      title: "a restart that is killed leaves an app that stands still",
      find: "        durable.write_json(app.place.switching, journal.told())\n",
      replace: "",
      test: "host/tests/test_restart.py",
    },
    {
      title: "a restart migrates again",
      find: 'return not (container.state == "exited" and container.is_well)',
      replace: "return True",
      test: "host/tests/test_restart.py",
    },
  ],
};
