from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from slipway_host import durable, keys_file
from slipway_host.keys_file import has_keys_of, keys_problem, write_keys

BEGIN, END = "# slipway production begin", "# slipway production end"
KEYS: list[dict[str, Any]] = [
    {"role": "configurator", "public": "ssh-ed25519 AAAAC"},
    {"role": "deployer", "public": "ssh-ed25519 AAAAD", "app": "shop"},
]


def line(role: str, key: str, app: str = "", environment: str = "production") -> str:
    bound = (
        f"--folder {{folder}} --role {role} --environment {environment}{app and ' --app ' + app}"
    )
    return f'restrict,command="{{folder}}/bin/environments/{environment} {bound}" ssh-ed25519 {key}'


OURS = [line("configurator", "AAAAC"), line("deployer", "AAAAD", "shop")]


class Server:
    def __init__(self, tmp_path: Path) -> None:
        self.home = tmp_path / "home"
        self.folder = tmp_path / "srv"
        (self.folder / "bin").mkdir(parents=True)
        self.path = self.home / ".ssh/authorized_keys"

    def has(self, *lines: str | bytes, end: bytes = b"\n") -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(end.join(self._bytes(each) for each in lines))

    def _bytes(self, text: str | bytes) -> bytes:
        text = text if isinstance(text, bytes) else text.encode()
        return text.replace(b"{folder}", str(self.folder).encode())

    def write(self, keys: list[dict[str, Any]], environment: str = "production") -> None:
        write_keys(str(self.home), getpass.getuser(), str(self.folder), environment, keys)

    def problem(self, environment: str = "production") -> str:
        said = keys_problem(str(self.folder), environment)
        return said.replace(str(self.path), "authorized_keys")

    def lines(self) -> list[str]:
        text = self.path.read_bytes().decode("utf-8", "surrogateescape")
        assert text == "" or text.endswith("\n")
        return text.replace(str(self.folder), "{folder}").split("\n")[:-1]


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def test_keys_are_bound_to_their_role_environment_and_app(server: Server) -> None:
    server.write(KEYS)
    assert server.lines() == [BEGIN, *OURS, END]
    assert server.path.stat().st_mode & 0o777 == 0o600
    assert server.path.parent.stat().st_mode & 0o777 == 0o700


def test_the_block_is_written_anew_and_done_again_it_is_the_same(server: Server) -> None:
    server.has("ssh-rsa BEFORE", BEGIN, line("observer", "OLD"), END, "ssh-rsa AFTER", "")
    server.write(KEYS)
    wanted = ["ssh-rsa BEFORE", "ssh-rsa AFTER", BEGIN, *OURS, END]
    assert server.lines() == wanted
    server.write(KEYS)
    assert server.lines() == wanted
    server.write([])
    assert server.lines() == ["ssh-rsa BEFORE", "ssh-rsa AFTER"]


def test_the_scripts_block_and_that_of_another_folder_are_replaced(server: Server) -> None:
    bash = 'restrict,command="/opt/slipway/bin/slipway-host --folder /opt/slipway --role observer'
    server.has(BEGIN, f'{bash} --environment production" ssh-ed25519 OLD', END, "")
    server.write(KEYS)
    assert server.lines() == [BEGIN, *OURS, END]


def test_other_environments_are_left_alone(server: Server) -> None:
    others = [
        "# slipway testing begin",
        line("observer", "TEST", environment="testing"),
        "# slipway testing end",
        "# slipway production2 begin",
        line("observer", "TWO", environment="production2"),
        "# slipway production2 end",
    ]
    server.has(*others, "")
    server.write(KEYS)
    assert server.lines() == [*others, BEGIN, *OURS, END]
    server.write([])
    assert server.lines() == others


def test_a_missing_end_mark_takes_nobody_elses_key(server: Server) -> None:
    others = ["ssh-rsa SOMEBODY", 'restrict,command="backup" ssh-rsa BACKUP', "# a comment", ""]
    server.has(BEGIN, line("observer", "OLD"), *others, "")
    server.write(KEYS)
    assert server.lines() == [*others, BEGIN, *OURS, END]


def test_a_missing_end_mark_takes_no_key_of_an_environment_that_is_called_alike(
    server: Server,
) -> None:
    other = line("observer", "OTHER", environment="production2")
    app = line("puller", "APP", "shop", environment="production-2")
    server.has(BEGIN, line("observer", "OLD"), other, "")
    server.write(KEYS)
    assert server.lines() == [other, BEGIN, *OURS, END]
    server.has(BEGIN, line("observer", "OLD"), app, "")
    server.write(KEYS)
    assert server.lines() == [app, BEGIN, *OURS, END]


@pytest.mark.parametrize("inside", ["ssh-rsa SOMEBODY", "# a comment", ""])
def test_what_somebody_has_put_into_the_block_stays(server: Server, inside: str) -> None:
    server.has(BEGIN, line("observer", "OLD"), inside, END, "ssh-rsa AFTER", "")
    server.write(KEYS)
    kept = [text for text in server.lines() if text not in (BEGIN, END, *OURS)]
    assert kept == [inside, "ssh-rsa AFTER"]


@pytest.mark.parametrize(
    "bytes_",
    [
        b"# caf\xe9",
        b"\xff\xfe\x00",
        "# a\u2028b\u0085c\x0bd\x0ce\x1cf".encode(),
        b"ssh-rsa WINDOWS\r",
        b"# a\rssh-rsa HIDDEN",
        b"  # indented\t",
    ],
)
def test_other_lines_are_kept_byte_for_byte(server: Server, bytes_: bytes) -> None:
    server.has(bytes_, b"ssh-rsa LAST")
    server.write(KEYS)
    assert server.path.read_bytes().startswith(bytes_ + b"\nssh-rsa LAST\n" + BEGIN.encode())
    server.write([])
    assert server.path.read_bytes() == bytes_ + b"\nssh-rsa LAST\n"


def test_the_file_is_the_users_before_it_is_in_place(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """sshd reads it as the user; a call that is killed must not lock everybody out."""
    given: list[bool] = []

    def give(user: str, path: str, mode: int) -> None:
        assert user == getpass.getuser()
        os.chmod(path, mode)
        given.append(server.path.exists())

    monkeypatch.setattr("slipway_host.users.give", give)
    server.write(KEYS)
    assert given[0] is False
    assert os.listdir(server.path.parent) == ["authorized_keys"]


def test_a_block_that_an_editor_has_given_other_line_ends_is_replaced(server: Server) -> None:
    server.has(BEGIN, line("observer", "OLD"), END, "ssh-rsa LAST", "", end=b"\r\n")
    server.write(KEYS)
    assert server.lines() == ["ssh-rsa LAST\r", BEGIN, *OURS, END]


def test_a_write_that_fails_leaves_all_keys(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.has("ssh-rsa SOMEBODY", "")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        server.write(KEYS)
    assert server.lines() == ["ssh-rsa SOMEBODY"]
    assert durable.read_bytes(str(server.path)) == b"ssh-rsa SOMEBODY\n"


def _differs(missing: int, others: int) -> str:
    counts = f"{missing} of its lines missing, and {others} there that it did not write"
    return f"authorized_keys is not as `up` has written it: {counts}."


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([BEGIN, *OURS, END], ""),
        # Others' lines are theirs, and so are an environment's with another name.
        (["ssh-rsa BEFORE", *OURS, line("observer", "AAAAX", environment="staging")], ""),
        ([BEGIN, OURS[0], END], _differs(1, 0)),
        ([], _differs(2, 0)),
        ([BEGIN, *OURS, line("configurator", "AAAAX"), END], _differs(0, 1)),
        ([BEGIN, OURS[0], line("deployer", "AAAAD"), END], _differs(1, 1)),
        # A key of the block's that may do anything.
        ([BEGIN, *OURS, END, "ssh-ed25519 AAAAD me@laptop"], _differs(0, 1)),
    ],
)
def test_what_a_hand_has_changed_of_the_block_is_said(
    server: Server, lines: list[str], problem: str
) -> None:
    assert server.problem() == ""
    server.write(KEYS)
    server.has(*lines, "")
    assert server.problem() == problem
    server.write(KEYS)
    assert server.lines()[-4:] == [BEGIN, *OURS, END]


def test_what_the_block_should_be_is_roots_to_write(server: Server) -> None:
    before = os.umask(0o077)
    try:
        server.write(KEYS)
    finally:
        os.umask(before)
    expected = server.folder / "bin/keys/production"
    assert expected.stat().st_mode & 0o777 == 0o644
    assert expected.parent.stat().st_mode & 0o777 == 0o755
    server.write([])
    assert server.problem() == ""
    expected.write_text("{")
    assert server.problem().endswith("keys are as they should.")


def test_a_file_of_keys_that_is_gone_is_said(server: Server) -> None:
    server.write(KEYS)
    server.path.unlink()
    assert server.problem() == _differs(2, 0)


def test_a_block_is_remembered_before_it_is_written(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise KeyboardInterrupt

    server.write([])
    monkeypatch.setattr("slipway_host.users.give", lost)
    with pytest.raises(KeyboardInterrupt):
        server.write(KEYS)
    assert server.problem() == _differs(2, 0)


def test_two_environments_write_one_after_the_other_and_the_names_survive(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    @contextmanager
    def held(path: str) -> Iterator[None]:
        steps.append(f"has {path}")
        yield
        steps.append("gives it back")

    monkeypatch.setattr(keys_file, "held", held)
    real = os.replace

    def replace(old: str, new: str) -> None:
        steps.append(new)
        real(old, new)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(
        os, "fsync", lambda fd: steps.append(f"syncs {os.readlink(f'/proc/self/fd/{fd}')}")
    )
    server.write(KEYS)
    assert steps[0] == f"has {server.folder}/bin/.lock"
    assert steps[-3:] == [str(server.path), f"syncs {server.path.parent}", "gives it back"]


def test_where_nobody_knows_what_keys_there_are_an_app_has_some(server: Server) -> None:
    server.write(KEYS)
    assert has_keys_of(str(server.folder), "production", "shop")
    assert not has_keys_of(str(server.folder), "production", "sho")
    (server.folder / "bin/keys/production").write_text("{")
    assert has_keys_of(str(server.folder), "production", "blog")
