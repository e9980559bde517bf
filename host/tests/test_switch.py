from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from slipway_host.store import Store

from . import samples
from .fake_docker import Killed
from .server import Server, configured


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    return Server(tmp_path, monkeypatch)


@pytest.fixture
def deployed(server: Server) -> Server:
    """With release 1 of image a."""
    assert server.apply()["code"] == 0
    assert server.deploy("a")["code"] == 0
    return server


def codes(server: Server) -> list[tuple[str, int]]:
    return [(entry["action"], entry["code"]) for entry in server.history()]


def test_a_configuration_waits_for_its_first_image(server: Server) -> None:
    answer = server.apply()
    assert (answer["code"], answer["outcome"]) == (0, "waiting for an image")
    assert "release" not in answer
    assert server.docker.containers == []
    assert server.status()["message"] == "The configuration waits for its first image."
    server.assert_at_rest()


def test_a_first_deploy_serves(deployed: Server) -> None:
    assert deployed.serving() == "a"
    assert deployed.history()[-1]["message"] == "Release 1 is serving, version 1.0."
    assert codes(deployed) == [("apply", 0), ("deploy", 0)]
    assert deployed.status()["reported"] == "1.0"
    deployed.assert_at_rest()


def test_a_second_deploy_replaces_the_apps_own_containers_alone(deployed: Server) -> None:
    before = {each["service"]: each["id"] for each in deployed.docker.containers}
    answer = deployed.deploy("b")
    assert (answer["outcome"], answer["release"]["number"]) == ("serving", 2)
    after = {each["service"]: each["id"] for each in deployed.docker.containers}
    assert deployed.serving() == "b"
    assert after["app"] != before["app"]
    assert after["db"] == before["db"]
    deployed.assert_at_rest()


def test_nothing_new_changes_nothing(deployed: Server) -> None:
    before = deployed.docker.containers
    assert deployed.deploy("a")["outcome"] == "unchanged"
    assert deployed.apply()["outcome"] == "unchanged"
    assert deployed.docker.containers == before
    deployed.assert_at_rest()


def test_what_did_not_run_does_again(deployed: Server) -> None:
    deployed.docker.change("app", state="exited", exit_code=137)
    answer = deployed.deploy("a")
    assert (answer["outcome"], answer["restored"]) == ("unchanged", True)
    deployed.assert_at_rest()


def test_a_migration_runs_once_for_a_release(server: Server) -> None:
    migrate = {"image": "${IMAGE}", "command": ["migrate"]}
    needs = {"migrate": {"condition": "service_completed_successfully"}}
    app = {"image": "${IMAGE}", "depends_on": needs, "ports": ["8080:8080"]}
    server.apply(configured(compose={"services": {"app": app, "migrate": migrate}}, files={}))
    server.docker.behave("migrate", state="exited", exit_code=0)
    assert server.deploy("a")["outcome"] == "serving"
    before = server.docker.containers
    answer = server.deploy("a")
    assert (answer["outcome"], "restored" in answer) == ("unchanged", False)
    assert server.docker.containers == before
    # What did not end well does.
    server.docker.change("migrate", exit_code=1)
    server.docker.behave("migrate", state="exited", exit_code=0)
    answer = server.deploy("a")
    assert (answer["outcome"], answer["restored"]) == ("unchanged", True)
    # Another release runs its own.
    assert server.deploy("b")["outcome"] == "serving"
    labels = [each["labels"]["slipway.release"] for each in server.docker.containers]
    assert labels == ["2", "2"]


def test_another_configuration_is_switched_to(deployed: Server) -> None:
    answer = deployed.apply(configured(env={"LEVEL": "2"}))
    assert (answer["outcome"], answer["release"]["number"]) == ("serving", 2)
    assert deployed.serving() == "a"
    deployed.assert_at_rest()


def test_a_configuration_with_the_next_image_waits_for_it(deployed: Server) -> None:
    before = deployed.docker.containers
    answer = deployed.apply(configured(env={"LEVEL": "2"}), withNextImage=True)
    assert answer["outcome"] == "waiting for an image"
    assert deployed.docker.containers == before
    assert deployed.deploy("b")["release"]["number"] == 2
    assert Store(deployed.place).configuration(Store(deployed.place).releases[2])["env"] == {
        "LEVEL": "2"
    }
    deployed.assert_at_rest()


FAILURES: dict[str, tuple[dict[str, Any], str, str]] = {
    "ended": (
        {"state": "exited", "exit_code": 3, "logs": "no a-secret-word\n"},
        "start",
        "Service app ended with exit code 3.",
    ),
    "dead": ({"state": "dead"}, "start", "Service app is dead."),
    "again and again": (
        {"state": "restarting", "exit_code": 1, "restarts": 4},
        "start",
        "Service app ended with exit code 1 and was started anew 4 times. "
        "Service app ends again and again, last with exit code 1. It went on so for 5 s.",
    ),
    "unhealthy": (
        {"health": "unhealthy"},
        "health",
        "Service app is unhealthy by its own health check. It went on so for 5 s.",
    ),
    "starting": (
        {"health": "starting"},
        "health",
        "Service app is starting by its own health check. It went on so for 5 s.",
    ),
    "paused": ({"state": "paused"}, "start", "Service app is paused. It went on so for 5 s."),
}


@pytest.mark.parametrize("case", FAILURES)
def test_a_release_that_fails_is_put_back(deployed: Server, case: str) -> None:
    behaviour, check, message = FAILURES[case]
    deployed.docker.behave(samples.image("b"), **behaviour)
    answer = deployed.deploy("b")
    assert (answer["code"], answer["outcome"]) == (10, "put back")
    assert answer["failure"]["check"] == check
    assert answer["message"] == (
        f"Release 2 failed its {check} check. {message} "
        "It was put back: release 1 is serving, version 1.0."
    )
    assert answer["release"]["number"] == 1
    assert "a-secret-word" not in str(answer) + str(deployed.said) + str(deployed.history())
    assert deployed.serving() == "a"
    deployed.assert_at_rest()
    assert deployed.deploy("c")["release"]["number"] == 3


def test_the_last_lines_of_what_failed_are_told_without_secrets(deployed: Server) -> None:
    deployed.docker.behave(
        samples.image("b"), state="exited", exit_code=1, logs="x\na-secret-word\n"
    )
    assert deployed.deploy("b")["failure"]["log"] == ["x", "[redacted]"]
    assert "  | [redacted]" in deployed.said
    assert "log" not in deployed.history()[-1]["failure"]


@pytest.mark.parametrize("is_first", [True, False])
def test_an_address_that_does_not_answer_well_is_put_back(server: Server, is_first: bool) -> None:
    server.apply()
    if not is_first:
        server.deploy("a")
    server.sick.add("b")
    answer = server.deploy("b")
    assert (answer["code"], answer["failure"]["check"]) == (10, "health")
    assert "answered 503: no database." in answer["message"]
    assert server.serving() == ("" if is_first else "a")
    assert server.docker.running() == (
        {} if is_first else {"app": samples.image("a"), "db": samples.image("f")}
    )
    if is_first:
        assert answer["message"].endswith("It was put back: nothing is serving, as before.")
        server.sick.clear()
        assert server.deploy("b")["code"] == 0
    server.assert_at_rest()


def test_the_wrong_version_is_put_back(deployed: Server) -> None:
    answer = deployed.call("deploy", image=samples.image("b"), version="9.9")
    assert (answer["code"], answer["failure"]["check"]) == (10, "version")
    assert "reports version 2.0 at .version, and 9.9 was deployed." in answer["message"]
    deployed.assert_at_rest()


def test_what_can_not_be_pulled_is_not_switched_to(deployed: Server) -> None:
    before = deployed.docker.containers
    answer = deployed.call("deploy", image=samples.image("9"))
    assert (answer["code"], answer["failure"]["check"]) == (10, "pull")
    assert "Nothing was switched: release 1 is serving, version 1.0." in answer["message"]
    assert deployed.docker.containers == before
    deployed.assert_at_rest()


def test_what_compose_refuses_is_not_switched_to(deployed: Server) -> None:
    before = deployed.docker.containers
    wrong = configured(
        compose={"services": {"app": {"image": "${IMAGE}", "nonsense": 1}}}, files={}
    )
    answer = deployed.apply(wrong)
    assert (answer["code"], answer["outcome"]) == (20, "bad request")
    assert answer["message"] == (
        "Compose refuses the configuration: services.app additional properties 'nonsense' not "
        "allowed. Nothing was changed."
    )
    assert deployed.docker.containers == before
    assert deployed.deploy("a")["outcome"] == "unchanged"
    deployed.assert_at_rest()


def test_what_compose_could_not_start_is_put_back(deployed: Server) -> None:
    deployed.docker.fault(
        "compose up", "fail after", says="port is a-secret-word already allocated"
    )
    answer = deployed.deploy("b")
    assert answer["message"].startswith(
        "Release 2 failed its start check. Compose could not start it: port is [redacted] already "
        "allocated. It was put back"
    )
    deployed.assert_at_rest()


def test_a_rollback_goes_back_and_refuses_what_it_left(deployed: Server) -> None:
    deployed.deploy("b")
    answer = deployed.rollback()
    assert (answer["code"], answer["release"]["number"]) == (0, 3)
    assert deployed.serving() == "a"
    assert deployed.status()["refused"] == [samples.digest("b")]
    assert deployed.deploy("b")["outcome"] == "refused"
    assert deployed.rollback()["code"] == 20
    assert deployed.call("allow", image=samples.image("b"))["outcome"] == "allowed"
    assert deployed.deploy("b")["outcome"] == "serving"
    deployed.assert_at_rest()


def test_a_rotated_secret_stays_rotated_in_a_rollback(deployed: Server) -> None:
    deployed.apply(configured(secrets={"PASSWORD": "rotated"}))
    deployed.deploy("b")
    answer = deployed.rollback(1)
    store = Store(deployed.place)
    assert store.configuration(store.releases[answer["release"]["number"]])["secrets"] == {
        "PASSWORD": "rotated"
    }
    deployed.assert_at_rest()


def test_images_of_another_repository_are_not_started(deployed: Server) -> None:
    deployed.apply(repository="registry.example.com/acme/other")
    answer = deployed.deploy("b")
    assert (answer["code"], answer["outcome"]) == (21, "not allowed")
    assert deployed.serving() == "a"
    assert deployed.apply(repository="")["code"] == 0
    assert deployed.deploy("b")["code"] == 0


def test_what_runs_by_hand_closes_the_app(deployed: Server) -> None:
    deployed.deploy("b")
    deployed.docker.start_by_hand("production-shop", "app", samples.image("a"))
    assert deployed.status()["byHand"]["release"] == 1
    answer = deployed.deploy("c")
    assert (answer["code"], answer["byHand"]["image"]) == (13, samples.image("a"))
    assert deployed.deploy("a")["outcome"] == "serving"
    assert "byHand" not in deployed.status()
    deployed.assert_at_rest()


def test_what_was_allowed_is_let_in_once(deployed: Server) -> None:
    for character in "ad":
        deployed.docker.start_by_hand(
            deployed.place.project, "app", samples.image("e"), release="1"
        )
        assert deployed.deploy("b")["outcome"] == "refused"
        assert deployed.call("allow", image=samples.image("b"))["code"] == 0
        assert deployed.deploy("b")["code"] == 0
        assert deployed.deploy(character)["code"] == 0


def test_a_rollback_to_another_configuration_refuses_no_image(deployed: Server) -> None:
    assert deployed.apply(configured(env={"LEVEL": "2"}))["release"]["number"] == 2
    assert deployed.rollback()["release"]["number"] == 3
    assert deployed.status()["refused"] == []
    assert deployed.deploy("a")["code"] == 0


@pytest.mark.parametrize("is_good", [True, False])
def test_what_the_history_has_when_a_call_is_killed_it_has_once(
    deployed: Server, monkeypatch: pytest.MonkeyPatch, is_good: bool
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    if not is_good:
        deployed.sick.add("b")
    with monkeypatch.context() as patch:
        patch.setattr("slipway_host.begun.Begun.close", killed)
        deployed.killed("deploy", "b")
    # Until the history has it, its journal has.
    before = deployed.history()
    assert before[-1]["code"] == (0 if is_good else 10)
    assert deployed.call("recover")["code"] == (0 if is_good else 10)
    assert deployed.history() == before
    deployed.assert_at_rest()


def test_eleven_deploys_keep_ten_releases_and_their_images(deployed: Server) -> None:
    for _ in range(3):
        for character in "bcde":
            assert deployed.deploy(character)["code"] == 0
    assert len(os.listdir(deployed.place.releases)) == 10
    assert samples.image("a") not in deployed.docker.images
    deployed.assert_at_rest()


def test_credentials_are_gone_when_the_call_is(deployed: Server) -> None:
    registry = {"address": "registry.example.com", "user": "robot", "password": "pull-password"}
    assert deployed.deploy("b", registry=registry)["code"] == 0
    for path in Path(deployed.place.here).rglob("*"):
        assert path.is_dir() or b"pull-password" not in path.read_bytes(), path
    assert os.listdir(deployed.place.requests) == []


# --- Interrupted -----------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["kill before", "kill after"])
def test_a_deploy_that_was_killed_in_its_switch_is_put_back_by_the_next_call(
    deployed: Server, when: str
) -> None:
    deployed.docker.fault("compose up", when)
    deployed.killed("deploy", "b")
    assert os.path.exists(deployed.place.switching)
    assert deployed.serving() == ("a" if when == "kill before" else "b")
    assert "A switch was interrupted; the next call puts it right." in deployed.status()["message"]
    answer = deployed.deploy("c")
    assert (answer["outcome"], answer["release"]["number"]) == ("serving", 3)
    assert codes(deployed)[-2:] == [("deploy", 10), ("deploy", 0)]
    assert deployed.history()[-2]["message"] == (
        "The deploy of release 2 was interrupted, so it was put back."
    )
    deployed.assert_at_rest()


def test_a_first_deploy_that_was_killed_leaves_nothing_running(server: Server) -> None:
    server.apply()
    server.docker.fault("compose up", "kill after")
    server.killed("deploy", "a")
    assert server.serving() == "a"
    server.apply()
    assert server.docker.running() == {}
    server.assert_at_rest()


def test_a_deploy_that_was_killed_when_it_served_is_finished_by_the_next_call(
    deployed: Server,
) -> None:
    # The first command after the release serves takes an image away.
    Path(deployed.place.unused).write_text(f"{samples.image('f')}\n{samples.image('9')}\n")
    deployed.docker.fault("image rm", "kill before")
    deployed.killed("deploy", "b")
    assert deployed.deploy("b")["outcome"] == "unchanged"
    assert [entry["message"] for entry in deployed.history()[-2:]] == [
        "Release 2 is serving, version 2.0.",
        "Nothing to change: release 2 is serving, version 2.0.",
    ]
    deployed.assert_at_rest()


def test_a_rollback_that_was_killed_when_it_served_still_refuses(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed.deploy("b")
    with monkeypatch.context() as patch:
        patch.setattr(Store, "refuse", _killed)
        deployed.killed("rollback")
    answer = deployed.deploy("b")
    assert answer["outcome"] == "refused"
    assert deployed.serving() == "a"
    deployed.assert_at_rest()


def _killed(*_: object) -> None:
    from .fake_docker import Killed

    raise Killed


KILLS = [
    ("compose config", 0),
    ("image inspect", 0),
    ("pull", 0),
    ("compose up", 0),
    ("ps", 1),
    ("ps", 2),
    ("inspect", 1),
]


@pytest.mark.parametrize(("command", "skip"), KILLS)
@pytest.mark.parametrize(
    ("when", "is_first"),
    [
        *((when, False) for when in ("kill before", "kill after", "fail", "fail after")),
        *((when, True) for when in ("kill after", "fail after")),
    ],
)
def test_whatever_command_goes_wrong_the_next_deploy_serves(
    server: Server, command: str, skip: int, when: str, is_first: bool
) -> None:
    server.apply()
    if not is_first:
        server.deploy("a")
    server.docker.fault(command, when, skip)
    try:
        server.deploy("b")
    except BaseException as error:
        assert type(error).__name__ == "Killed"
    server.docker.heal()
    assert server.deploy("c")["code"] == 0
    assert server.serving() == "c"
    server.assert_at_rest()


# --- Neither serves --------------------------------------------------------------------------------


def test_what_can_not_be_put_back_stays_open_until_something_serves(deployed: Server) -> None:
    deployed.sick.update("ab")
    answer = deployed.deploy("b")
    assert (answer["code"], answer["outcome"]) == (11, "put back failed")
    assert "Putting back release 1 failed as well, at its health check: " in answer["message"]
    assert os.path.exists(deployed.place.switching)
    assert not deployed.status()["healthy"]
    # Nothing new changes nothing about that.
    assert deployed.deploy("b")["code"] == 11
    deployed.sick.clear()
    answer = deployed.deploy("c")
    assert answer["code"] == 0
    deployed.assert_at_rest()


def test_what_serves_again_by_itself_ends_that_too(deployed: Server) -> None:
    deployed.sick.update("ab")
    assert deployed.deploy("b")["code"] == 11
    deployed.sick.clear()
    assert deployed.deploy("a")["outcome"] == "unchanged"
    assert not os.path.exists(deployed.place.switching)
    assert deployed.status()["healthy"]


def test_a_first_release_whose_containers_can_not_be_stopped_stays_open(server: Server) -> None:
    server.apply()
    server.sick.add("a")
    server.docker.fault("compose rm", "fail")
    answer = server.deploy("a")
    assert (answer["code"], answer["failure"]["check"]) == (11, "health")
    assert answer["message"].endswith("its containers could not be stopped.")
    assert server.deploy("b")["code"] == 0
    server.assert_at_rest()


def test_what_ran_by_hand_is_gone_back_to_from_what_took_its_place(deployed: Server) -> None:
    by_hand = samples.image("d")
    deployed.docker.start_by_hand(deployed.place.project, "app", by_hand, release="1")
    assert deployed.call("allow", image=samples.image("c"))["code"] == 0
    assert deployed.deploy("c")["replaced"]["image"] == by_hand
    answer = deployed.rollback(1, byHand=True)
    assert (answer["code"], answer["byHand"]["image"]) == (0, by_hand)
    assert deployed.serving() == "d"
    # It closes the app as before.
    assert deployed.deploy("b")["code"] == 13
