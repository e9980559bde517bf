from __future__ import annotations

import platform
import shutil

import pytest

from slipway_host import server_needs


def needs(
    monkeypatch: pytest.MonkeyPatch,
    daemon: str | None,
    compose: str | None,
    tools: tuple[str, ...] = ("docker",),
) -> list[str]:
    monkeypatch.setattr(shutil, "which", lambda tool: tool if tool in tools else None)
    told = {"version": daemon, "compose": compose}
    monkeypatch.setattr(server_needs, "_docker", lambda *arguments: told[arguments[0]])
    return server_needs.missing()


@pytest.mark.parametrize(
    ("version", "numbers"),
    [
        ("20.10.24+dfsg1", (20, 10)),
        ("26.1.5+dfsg1", (26, 1)),
        ("2.26.1-4", (2, 26)),
        ("v2.24.0-desktop.1", (2, 24)),
        ("2.40.3~ds1-1ubuntu1", (2, 40)),
        ("24.0.9-ce", (24, 0)),
        ("5", (5,)),
        ("dev", ()),
    ],
)
def test_versions_are_read_as_distributions_write_them(
    version: str, numbers: tuple[int, ...]
) -> None:
    assert server_needs._numbers(version) == numbers


@pytest.mark.parametrize("daemon", ["20.10", "20.10.5+dfsg1", "29.1.3", "100.0.0"])
@pytest.mark.parametrize("compose", ["2.24", "v2.24.0", "2.26.1-4", "v5.0.1"])
def test_new_enough_is_enough(monkeypatch: pytest.MonkeyPatch, daemon: str, compose: str) -> None:
    assert needs(monkeypatch, daemon, compose) == []


def test_what_is_too_old_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert needs(monkeypatch, "20.9.9", "v2.9.0") == [
        "Docker is 20.9.9, and 20.10 or newer is needed.",
        "Docker Compose is v2.9.0, and 2.24 or newer is needed.",
    ]
    assert needs(monkeypatch, "1.13.1", "2.23.3-1") == [
        "Docker is 1.13.1, and 20.10 or newer is needed.",
        "Docker Compose is 2.23.3-1, and 2.24 or newer is needed.",
    ]


OWN = "(Docker's own packages, https://docs.docker.com/engine/install/)"
DNF = f"`dnf install --assumeyes docker-compose-plugin` {OWN}."
APT = f"`apt-get install --yes docker-compose-plugin` {OWN}."


@pytest.mark.parametrize(
    ("os_release", "install"),
    [
        ({"ID": "debian", "VERSION_ID": "12"}, APT),
        ({"ID": "debian", "VERSION_ID": "13"}, "`apt-get install --yes docker-compose`."),
        # Testing has no number yet.
        ({"ID": "debian"}, APT),
        ({"ID": "raspbian", "ID_LIKE": "debian", "VERSION_ID": "13"}, APT),
        ({"ID": "ubuntu", "ID_LIKE": "debian", "VERSION_ID": "22.04"}, APT),
        (
            {"ID": "ubuntu", "ID_LIKE": "debian", "VERSION_ID": "24.04"},
            "`apt-get install --yes docker-compose-v2`.",
        ),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian", "VERSION_ID": "22"}, APT),
        ({"ID": "rhel", "ID_LIKE": "fedora", "VERSION_ID": "9.5"}, DNF),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora", "VERSION_ID": "9.5"}, DNF),
        ({"ID": "amzn", "ID_LIKE": "fedora", "VERSION_ID": "2023"}, DNF),
        ({"ID": "fedora", "VERSION_ID": "43"}, DNF),
        ({"ID": "alpine", "VERSION_ID": "3.22.1"}, "`apk add docker-cli-compose`."),
        (
            {"ID": "opensuse-leap", "ID_LIKE": "suse opensuse", "VERSION_ID": "15.6"},
            "`zypper install docker-compose`.",
        ),
        ({"ID": "arch"}, "https://docs.docker.com/compose/install/linux/ says how."),
        (None, "https://docs.docker.com/compose/install/linux/ says how."),
    ],
)
def test_what_is_missing_is_said_with_what_to_do_on_this_system(
    monkeypatch: pytest.MonkeyPatch, os_release: dict[str, str] | None, install: str
) -> None:
    def told() -> dict[str, str]:
        if os_release is None:
            raise OSError(2, "No such file or directory", "/etc/os-release")
        return os_release

    monkeypatch.setattr(platform, "freedesktop_os_release", told)
    assert needs(monkeypatch, None, None) == [
        "The Docker daemon does not answer: `systemctl enable --now docker`.",
        f"Install the Compose plugin, 2.24 or newer: {install}",
    ]


def test_without_docker_nothing_else_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert needs(monkeypatch, None, None, ()) == [
        "Install Docker Engine with the Compose plugin: https://docs.docker.com/engine/install/."
    ]
