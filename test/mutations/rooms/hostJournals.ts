import type { Mistakes } from "../mutation.ts";

export const hostJournals: Mistakes = {
  "host/slipway_host/recover.py": [
    {
      title: "whoever helps by hand where a switch failed is put back over",
      find: "if replaced is None or replaced[0] != by_hand.image:",
      replace: "if False:",
      test: "host/tests/test_recover.py",
    },
    {
      title: "a full disk of one app keeps the others from recovery",
      find: "    except OSError as error:\n        told",
      replace: "    except KeyError as error:\n        told",
      test: "host/tests/test_recover.py",
    },
    {
      title: "what could not be put back is tried again each minute, where something else is due",
      find: "if was is not None and is_stuck and not was.is_due:",
      replace: "if False:",
      test: "host/tests/test_recover.py",
    },
    {
      title: "what root recovers has files of root's",
      find: "        become_owner(here)\n",
      replace: "        pass\n",
      test: "host/tests/test_recover.py",
    },
  ],
  "host/slipway_host/timer.py": [
    {
      title: "systemd ends a watch with the call that began it",
      find: "KillMode=process\n",
      replace: "",
      test: "host/tests/test_timer.py",
    },
    {
      title: "the timer's unit may write nothing",
      find: "ReadWritePaths={folder}/{environment}\n",
      replace: "",
      test: "host/tests/test_timer.py",
    },
    {
      title: "the timer's unit works as root",
      find: "User={user}\n",
      replace: "",
      test: "host/tests/test_timer.py",
    },
  ],
  "host/slipway_host/watch.py": [
    {
      title: "one look that fails is a verdict",
      find: "return look.failure if self._failing >= WATCH_FAILURES else None",
      replace: "return look.failure if self._failing >= 1 else None",
      test: "host/tests/test_watch.py",
    },
    {
      title: "a release is put back when Docker is restarted",
      find: "        if not look.is_told:\n",
      replace: "        if False:\n",
      test: "host/tests/test_watch.py",
    },
    {
      title: "a watch that fails ends the next one's",
      find: "        if not watching.is_own:\n            return True\n",
      replace: "",
      test: "host/tests/test_watch.py",
    },
    {
      title: "a watch that passes ends the next one's",
      find: "        if watching.is_own:\n            end_watch(place)",
      replace: "        if True:\n            end_watch(place)",
      test: "host/tests/test_watch.py",
    },
    {
      title: "a watch puts back over what somebody has started by hand",
      find: "is_switched or look_for_hand(app):",
      replace: "is_switched:",
      test: "host/tests/test_watch.py",
    },
    {
      title: "a watch holds what its call has worked with",
      find: "if int(name) not in (0, 1, 2, held):",
      replace: "if False:",
      test: "host/tests/test_session.py",
    },
  ],
  "host/slipway_host/watching.py": [
    {
      title: "a watch goes on by the clock of another start of the machine",
      find: "        if not self.is_of_this_start:\n            return 0\n",
      replace: "",
      test: "host/tests/test_watch.py",
    },
    {
      title: "a watch has two who look",
      find: "            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)\n",
      replace: "",
      test: "host/tests/test_watch.py",
    },
    {
      title: "a watch is as long as its journal's clock says",
      find: "return max(0.0, min(self.until - time.monotonic(), self.seconds))",
      replace: "return max(0.0, self.until - time.monotonic())",
      test: "host/tests/test_watch.py",
    },
  ],
  "host/slipway_host/begun.py": [
    {
      title: "what failed in its watch and was killed as it was put back has passed",
      find: "is_passed = not was.is_stuck and was.failure is None",
      replace: "is_passed = not was.is_stuck",
      test: "host/tests/test_watch_kills.py",
    },
    {
      title: "a deployer says where images are from",
      find: "request.repository if is_own else None",
      replace: "request.repository",
      test: "host/tests/test_repository.py",
    },
    {
      title: "what was allowed once is let in for good",
      find: "        durable.remove(self._place.allowed)\n",
      replace: "",
      test: "host/tests/test_switch.py",
    },
    {
      title: "a rollback refuses the image that it goes back to",
      find: "and left.digest != current.digest:",
      replace: ":",
      test: "host/tests/test_switch.py",
    },
    {
      title: "the history has what was put back twice",
      find: 'return told.get("code") == PUT_BACK and number == was.number',
      replace: "return False",
      test: "host/tests/test_watch_kills.py",
    },
    {
      title: "what could not be put back is forgotten",
      find: "        if not self.is_open:\n            durable.remove(self._place.switching)\n        self._answers",
      replace: "        durable.remove(self._place.switching)\n        self._answers",
      test: "host/tests/test_recover.py",
    },
  ],
  "host/slipway_host/turn.py": [
    {
      title: "a caller that came later overtakes",
      find: "while not (ticket.is_first() and is_taken(lock)):",
      replace: "while not is_taken(lock):",
      test: "host/tests/test_waiting.py",
    },
    {
      title: "a caller waits longer than it has asked for",
      find: "end = time.monotonic() + seconds",
      replace: "end = time.monotonic() + 10 * seconds",
      test: "host/tests/test_waiting.py",
    },
  ],
  "host/slipway_host/waiting.py": [
    {
      title: "two callers have one number",
      find: "            fcntl.flock(counter, fcntl.LOCK_EX)\n",
      replace: "",
      test: "host/tests/test_waiting.py",
    },
  ],
  "host/slipway_host/switching.py": [
    {
      title: "a clock that was wrong puts a recovery off for as long",
      find: "not 0 < left <= RECOVER_MOST_SECONDS",
      replace: "not 0 < left",
      test: "host/tests/test_recover.py",
    },
    {
      title: "what could not be put back is not tried again within a day",
      find: "wait = min(RECOVER_SECONDS * 3.0 ** min(self.tries, 9), RECOVER_MOST_SECONDS)",
      replace: "wait = RECOVER_SECONDS * 3.0 ** min(self.tries, 9)",
      test: "host/tests/test_recover.py",
    },
  ],
  "host/slipway_host/switch.py": [
    {
      title: "what neither serves nor was put back is not said",
      find: "        self._begun.leave_open(switching)\n",
      replace: "",
      test: "host/tests/test_switch.py",
    },
    {
      title: "a later change leaves the watch of what served",
      find: "        end_watch(self._place)\n        failure = bring_up",
      replace: "        failure = bring_up",
      test: "host/tests/test_watch.py",
    },
  ],
  "host/slipway_host/session.py": [
    {
      title: "the lock ends with the caller",
      find: "pass_fds=(lock, work.descriptor)",
      replace: "pass_fds=(work.descriptor,)",
      test: "host/tests/test_session.py",
    },
    {
      title: "a request's secrets stay when its change is over",
      find: "    work.remove_secrets()\n",
      replace: "",
      test: "host/tests/test_session.py",
    },
  ],
};
