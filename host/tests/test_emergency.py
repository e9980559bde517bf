from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path
from typing import Any

import pytest

from slipway_host import emergency, session
from slipway_host.call import Call, is_typed
from slipway_host.ending import Ending
from slipway_host.owner import as_owner
from slipway_host.place import Place
from slipway_host.request import Request

from . import samples

NOBODY = pwd.getpwnam("nobody")


class Typed:
    """A server with an app `shop` in production, and what is typed there."""

    def __init__(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        # Others may come in, as to /srv.
        for folder in (tmp_path, *tmp_path.parents):
            if folder == tmp_path or folder.name.startswith("pytest-"):
                os.chmod(folder, 0o755)
        self.root = tmp_path / "srv"
        program = self.root / "bin/versions/0123/slipway-host"
        program.parent.mkdir(parents=True)
        program.write_text("")
        self.program = str(self.root / "bin/slipway-host")
        os.symlink("versions/0123/slipway-host", self.program)
        self.asked: list[tuple[Call, Request, int]] = []
        self._capfd = capfd
        monkeypatch.setattr(session, "change", self._change)

    def has(self, environment: str, app: str = "shop") -> Place:
        place = Place(str(self.root), environment, app)
        place.make()
        return place

    def type(self, *words: str) -> tuple[int, str]:
        code = emergency.emergency(words, self.program)
        return code, self._capfd.readouterr().out

    def refused(self, *words: str) -> str:
        with pytest.raises(Ending) as ended:
            self.type(*words)
        assert ended.value.code == 20
        return ended.value.message

    def _change(self, call: Call, request: Request, _: Place) -> dict[str, Any]:
        self.asked.append((call, request, os.geteuid()))
        return {"code": 0, "message": "Release 3 is serving."}


@pytest.fixture
def typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Typed:
    return Typed(tmp_path, monkeypatch, capfd)


def test_what_a_key_is_bound_to_is_nothing_that_somebody_types() -> None:
    assert is_typed(["rollback", "shop"]) and is_typed([])
    assert not is_typed(["--folder", "/srv/slipway", "--role", "observer"])


def test_a_rollback_takes_the_name_of_the_app_alone(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "ada")
    typed.has("production")
    assert typed.type("rollback", "shop") == (0, "Release 3 is serving.\n")
    ((call, request, _),) = typed.asked
    assert (call.folder, call.environment, call.app) == (str(typed.root), "production", "shop")
    assert (request.action, request.to, request.registry) == ("rollback", None, None)
    assert request.cause == {"author": "ada", "emergency": "by hand on the server"}


def test_a_rollback_goes_to_the_release_that_is_named(typed: Typed) -> None:
    typed.has("production")
    assert typed.type("rollback", "--to", "41", "shop")[0] == 0
    assert typed.asked[0][1].to == 41
    for words in (["--to"], ["--to", "x"], ["--to", "²"]):
        assert typed.refused("rollback", "shop", *words) == (
            "`--to` takes the number of a release."
        )


def test_an_app_of_two_environments_is_asked_for_with_both_commands(typed: Typed) -> None:
    typed.has("production")
    typed.has("uat")
    assert typed.refused("rollback", "shop", "--to", "2") == (
        "shop is in production and uat. Which one?\n"
        f"  {typed.program} rollback shop production --to 2\n"
        f"  {typed.program} rollback shop uat --to 2"
    )
    assert typed.type("rollback", "shop", "uat")[0] == 0
    assert typed.asked[0][0].environment == "uat"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rollback", "blog"], "There is no app blog on this server. Here are: production shop."),
        (["rollback", "shop", "uat"], "There is no app shop in uat on this server. Here are"),
        (["rollback", "../bin"], "There is no app ../bin on this server."),
        (["rollback", "shop", ".."], "There is no app shop in .. on this server."),
        (["rollback"], "Which app? `"),
        (["rollback", "a", "b", "c"], "Which app? `"),
        (["deploy", "shop"], "`deploy shop` is nothing that slipway-host knows"),
    ],
)
def test_what_is_not_clear_is_said_and_nothing_is_done(
    typed: Typed, words: list[str], said: str
) -> None:
    typed.has("production")
    assert typed.refused(*words).startswith(said)
    assert typed.asked == []


def test_help_shows_what_can_be_typed(typed: Typed) -> None:
    code, said = typed.type("--help")
    assert code == 0
    assert f"  {typed.program} rollback <app> [<environment>]" in said


def test_a_server_without_apps_says_so(typed: Typed) -> None:
    code, said = typed.type()
    assert code == 0
    assert said.startswith(f"Nothing is kept in {typed.root} yet.\n")


def test_what_serves_is_told_of_all_environments(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere")
    typed.has("production")
    samples.store_with(typed.has("uat"), [(1, "a")])
    (typed.root / "lost+found").mkdir()
    lines = typed.type()[1].splitlines()
    assert lines[0] == "production  shop  Nothing has been laid down."
    assert lines[1].startswith("uat  shop  release 1, shop@sha256:aaaaaaaaaaaa, since 20")
    assert "not healthy: Docker does not tell of the app's containers." in lines[1]
    assert lines[-1] == (
        f"Back to the release before: {typed.program} rollback <app>. More: {typed.program} --help"
    )


def test_the_program_knows_its_root_only_where_it_was_installed(typed: Typed) -> None:
    assert emergency.root_of(typed.program) == str(typed.root)
    assert emergency.root_of(shutil.which("python3") or "") is None
    with pytest.raises(Ending) as ended:
        emergency.emergency([], "/usr/bin/slipway-host")
    assert ended.value.message == "slipway-host needs --folder with an absolute path."


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another")
def test_root_works_as_the_owner_of_the_environment(typed: Typed) -> None:
    typed.has("production")
    os.chmod(typed.root, 0o755)
    for folder, _, _ in os.walk(typed.root / "production"):
        os.chown(folder, NOBODY.pw_uid, NOBODY.pw_gid)
        os.chmod(folder, 0o700)

    def ask() -> list[Any]:
        path = typed.root / "production/made"
        path.write_text("")
        return [os.geteuid(), os.getegid(), path.stat().st_uid, os.environ["HOME"]]

    told = as_owner(str(typed.root / "production"), ask)
    assert told == [NOBODY.pw_uid, NOBODY.pw_gid, NOBODY.pw_uid, NOBODY.pw_dir]
    assert os.geteuid() == 0
    # What it is that it was started by stays root's, and it becomes another for good.
    child = os.fork()
    if child == 0:
        code = typed.type("rollback", "shop")[0]
        os._exit(code if typed.asked[0][2] == NOBODY.pw_uid else 99)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_what_fails_in_another_process_is_nothing_that_was_said(typed: Typed) -> None:
    typed.has("production")

    def ask() -> None:
        os._exit(3)

    assert as_owner(str(typed.root / "production"), ask) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another")
@pytest.mark.parametrize("is_known", [True, False])
def test_whoever_root_becomes_is_in_none_of_roots_groups(tmp_path: Path, is_known: bool) -> None:
    uid, gid = (NOBODY.pw_uid, NOBODY.pw_gid) if is_known else (54_321, 54_322)
    os.chown(tmp_path, uid, gid)
    before = os.getgroups()
    os.setgroups([0, 4])
    try:
        told = as_owner(str(tmp_path), lambda: [os.getgid(), sorted(os.getgroups())])
    finally:
        os.setgroups(before)
    assert told == [gid, sorted(os.getgrouplist(NOBODY.pw_name, gid)) if is_known else []]
