from __future__ import annotations

import pytest

from slipway_host.call import Call, check_role, read_arguments, require_name
from slipway_host.ending import Ending
from slipway_host.generated import ALLOWED, BAD_REQUEST, NOT_ALLOWED

PLACE = ["--folder", "/srv/slipway", "--environment", "production"]


def refusal(*arguments: str) -> str:
    with pytest.raises(Ending) as caught:
        read_arguments(arguments)
    assert (caught.value.code, caught.value.outcome) == (BAD_REQUEST, "bad request")
    return caught.value.message


def test_an_administrator_names_the_action_last() -> None:
    call = read_arguments([*PLACE, "--app", "shop", "rollback"])
    assert call == Call("/srv/slipway", "", "production", "shop", "rollback", "", None)


def test_a_session_has_a_folder_and_the_lock() -> None:
    call = read_arguments([*PLACE, "--session", "/x", "--lock", "5", "deploy"])
    assert (call.session, call.lock, call.action) == ("/x", 5, "deploy")


def test_a_key_names_nothing_but_the_action(monkeypatch: pytest.MonkeyPatch) -> None:
    bound = [*PLACE, "--role", "deployer", "--app", "shop"]
    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", "  deploy ")
    call = read_arguments(bound)
    assert (call.role, call.app, call.action) == ("deployer", "shop", "deploy")
    # What stands on the key's own line is no action of the caller's.
    assert read_arguments([*bound, "status"]).action == "deploy"
    alone = (
        "slipway-host takes the action alone; what belongs to it comes as JSON on standard input."
    )
    for said in ("deploy --role configurator", "deploy x", "status\nallow", "apply --session /x"):
        monkeypatch.setenv("SSH_ORIGINAL_COMMAND", said)
        assert refusal(*bound) == alone
    for said in ("--session /x", "bootstrap", "", "sh", "DEPLOY", "deploy;id", "status; sh", "-h"):
        monkeypatch.setenv("SSH_ORIGINAL_COMMAND", said)
        assert refusal(*bound).startswith("slipway-host needs an action: ")
    monkeypatch.delenv("SSH_ORIGINAL_COMMAND")
    assert refusal(*bound).startswith("slipway-host needs an action: ")


def test_an_administrators_action_is_not_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", "rollback")
    assert read_arguments([*PLACE, "status"]).action == "status"


def test_what_is_not_clear_is_said_in_the_scripts_words() -> None:
    first = "apply, deploy, rollback, allow, pull, restore, status, history"
    listed = f"{first}, recover, logs, restart, remove or announce"
    action = f"slipway-host needs an action: {listed}."
    assert refusal(*PLACE) == action
    assert refusal(*PLACE, "bootstrap") == action
    assert refusal(*PLACE, "--verbose", "status") == (
        "slipway-host does not know the option --verbose."
    )
    assert refusal(*PLACE, "-x") == "slipway-host does not know the option -x."
    assert refusal(*PLACE, "---app", "x") == "slipway-host does not know the option ---app."
    assert refusal(*PLACE, "-", "status") == "slipway-host does not know the option -."
    assert refusal("status") == "slipway-host needs --folder with an absolute path."
    assert refusal("--folder", "srv", "status") == (
        "slipway-host needs --folder with an absolute path."
    )
    assert refusal("--folder") == "slipway-host needs --folder with an absolute path."
    environment = "slipway-host needs --environment with the name of an environment."
    assert refusal("--folder", "/srv", "status") == environment


@pytest.mark.parametrize("name", ["a/b", "..", "production\n", "\u0661", "", "-x", "a b"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    environment = "slipway-host needs --environment with the name of an environment."
    assert refusal("--folder", "/srv", "--environment", name, "status") == environment
    said = "The name of the app is not one: letters, digits, '.', '_' and '-' are allowed."
    if name:
        assert refusal(*PLACE, "--app", name, "status") == said
    with pytest.raises(Ending, match="The name of the app is not one"):
        require_name(name)


ACTIONS = ("apply", "deploy", "rollback", "allow", "pull", "status", "history")


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", [*ALLOWED, "", "root", "Deployer"])
def test_a_role_may_do_what_the_protocol_says(role: str, action: str) -> None:
    may = {
        "": ACTIONS,
        "configurator": ("apply", "status", "history"),
        "deployer": ("deploy", "rollback", "allow", "pull", "status", "history"),
        "puller": ("pull", "status", "history"),
        "observer": ("status", "history"),
    }.get(role, ("status", "history"))
    call = Call("/srv", role, "production", "", action, "", None)
    if action in may:
        check_role(call)
        return
    with pytest.raises(Ending) as caught:
        check_role(call)
    assert (caught.value.code, caught.value.outcome, caught.value.message) == (
        NOT_ALLOWED,
        "not allowed",
        f"This key's role is {role}, which may not {action}.",
    )
