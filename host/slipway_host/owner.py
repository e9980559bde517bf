"""Work for an environment is done as the user whose folder it is: files that root made there, a link
that somebody put there, would be trouble later.
"""

from __future__ import annotations

import json
import os
import pwd
import sys
from collections.abc import Callable
from typing import Any


def become_owner(folder: str) -> None:
    """Becomes the owner of a folder for good, where this is root and the folder is another's.

    Raises:
        OSError: it can't be.
    """
    there = os.stat(folder)
    if os.geteuid() != 0 or there.st_uid == 0:
        return
    try:
        user = pwd.getpwuid(there.st_uid)
        os.initgroups(user.pw_name, there.st_gid)
        os.environ["HOME"] = user.pw_dir
    except KeyError:
        os.setgroups([])
    os.setgid(there.st_gid)
    os.setuid(there.st_uid)


def as_owner(folder: str, ask: Callable[[], Any]) -> Any:
    """Asks for something that JSON can say, in a process of the folder's owner.

    Returns:
        None where it could not be said.
    """
    source, sink = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(source)
            become_owner(folder)
            with open(sink, "w", encoding="utf-8") as told:
                json.dump(ask(), told)
            code = 0
        finally:
            os._exit(code)
    os.close(sink)
    with open(source, encoding="utf-8") as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    return json.loads(said) if status == 0 else None
