from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from slipway_host.configuration_problems import problems_of_configuration

from . import samples
from .server import Server, configured


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    return Server(tmp_path, monkeypatch)


def with_migration(needs: Any = None, **more: Any) -> dict[str, Any]:
    app = {"image": "${IMAGE}", "ports": ["8080:8080"], **({"depends_on": needs} if needs else {})}
    services = {"app": app, "migrate": {"image": "${IMAGE}"}}
    return configured(compose={"services": services}, files={}, **more)


def made_by_the_rules_of_before(server: Server, number: int) -> None:
    path = Path(server.place.release(number), "release.json")
    told = json.loads(path.read_text())
    del told["rules"]
    path.write_text(json.dumps(told))


WAITS = {"migrate": {"condition": "service_completed_successfully"}}


@pytest.mark.parametrize("named", [{"once": ["migrate"]}, {"needs": WAITS}])
def test_a_service_is_done_where_settings_or_another_say_so(
    server: Server, named: dict[str, Any]
) -> None:
    server.apply(with_migration(**named))
    server.docker.behave("migrate", state="exited")
    assert server.deploy("a")["outcome"] == "serving"
    assert server.deploy("a")["outcome"] == "unchanged"
    server.docker.behave("migrate", state="exited", exit_code=3)
    failure = server.deploy("b")["failure"]
    assert failure["message"] == "Service migrate ended with exit code 3."


@pytest.mark.parametrize(
    "needs", [None, ["migrate"], {"migrate": {"condition": "service_started"}}]
)
def test_any_other_that_ends_well_has_failed(server: Server, needs: Any) -> None:
    server.apply(with_migration(needs))
    server.docker.behave("migrate", state="exited")
    answer = server.deploy("a")
    assert answer["code"] == 10
    assert answer["message"].startswith(
        "Release 1 failed its start check. Service migrate ended with exit code 0, and should run on. "
        "If it is to end, say `once: [migrate]` in the settings."
    )


def test_what_a_hand_alone_starts_may_end_and_is_not_started(server: Server) -> None:
    made = with_migration(WAITS)
    made["compose"]["services"]["tool"] = {"image": "${IMAGE}", "profiles": ["tools"]}
    server.docker.behave("migrate", state="exited")
    server.apply(made)
    assert server.deploy("a")["code"] == 0
    assert "tool" not in [each["service"] for each in server.docker.containers]
    assert server.deploy("a")["outcome"] == "unchanged"
    assert "tool" not in [each["service"] for each in server.docker.containers]
    server.docker.start_by_hand("production-shop", "tool", samples.image("a"), "1")
    server.docker.change("tool", state="exited")
    assert server.status()["healthy"] is True
    assert server.deploy("a")["outcome"] == "unchanged"


def test_what_runs_once_has_to_end(server: Server) -> None:
    server.apply(with_migration(once=["migrate"]))
    answer = server.deploy("a")
    assert answer["code"] == 10
    said = "Service migrate, which is to run once, has not ended yet. It went on so for 5 s."
    assert said in answer["message"]


def test_an_app_whose_every_service_has_ended_serves_nothing(server: Server) -> None:
    server.apply(with_migration(once=["migrate", "app"]))
    server.docker.behave("migrate", state="exited")
    server.docker.behave("app", state="exited")
    answer = server.deploy("a")
    assert answer["code"] == 10
    assert "No service that runs `${IMAGE}` is running." in answer["message"]


def test_one_that_should_run_on_is_started_again_with_the_same_deploy(server: Server) -> None:
    server.apply(configured())
    server.deploy("a")
    server.docker.change("app", state="exited", exit_code=0)
    assert server.status()["healthy"] is False
    answer = server.deploy("a")
    assert (answer["outcome"], answer["restored"]) == ("unchanged", True)
    server.assert_at_rest()


def test_what_served_by_the_rules_of_before_comes_back_by_them(server: Server) -> None:
    server.apply(with_migration(WAITS))
    server.docker.behave("migrate", state="exited")
    server.deploy("a")
    # As if nothing had waited for it.
    path = Path(server.place.release(1), "configuration.json")
    path.write_text(json.dumps(with_migration()))
    made_by_the_rules_of_before(server, 1)
    assert server.status()["healthy"] is True
    server.apply(with_migration(WAITS, env={"LEVEL": "2"}))
    server.sick.add("b")
    assert server.deploy("b")["code"] == 10
    server.sick.clear()
    assert server.deploy("b")["code"] == 0
    answer = server.rollback(1)
    assert (answer["code"], answer["release"]["image"]) == (0, samples.image("a"))


def test_wrong_names_are_said() -> None:
    compose = {"services": {"app": {"image": "${IMAGE}"}, "x": {"profiles": ["tools"]}}}
    made = samples.configuration(compose=compose)
    assert list(problems_of_configuration({**made, "once": ["app"]})) == []
    assert list(problems_of_configuration({**made, "once": ["app", "y", "x"]})) == [
        "`configuration.once` names y, which is no service of the compose file.",
        "`configuration.once` names x, which has `profiles` and is not started.",
    ]
    wrongs: list[Any] = ["app", [1], {}, [""], ["a\n"]]
    for wrong in wrongs:
        assert list(problems_of_configuration({**made, "once": wrong})) == [
            "`configuration.once` must be a list of services."
        ]
