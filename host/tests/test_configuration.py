from __future__ import annotations

import subprocess

from slipway_host import configuration as module
from slipway_host import json_text

from . import former, samples


def test_a_configuration_is_one_file_whatever_its_order() -> None:
    one = samples.configuration(env={"B": "1", "A": "é"}, secrets={"S": "\x7f"})
    two = dict(reversed(one.items()))
    two["env"] = {"A": "é", "B": "1"}
    assert module.canonical(one) == module.canonical(two)
    assert module.canonical(one).endswith(b'"secrets":{"S":"\\u007f"}}\n')
    assert list(module.in_order(two)["env"]) == ["A", "B"]


def test_its_file_is_what_the_script_wrote() -> None:
    one = samples.configuration(
        env={"B": "1", "A": "é\u2028"}, health={"within": 60.5, "url": "http://x"}
    )
    former.require_jq()
    written = subprocess.run(
        ["jq", "-cS", ".configuration"],
        input=json_text.line({"configuration": one}).encode(),
        capture_output=True,
        check=True,
    ).stdout
    assert module.canonical(one) == written


def test_services_of_the_image_are_the_apps_own() -> None:
    services = {
        "a": {"image": "$IMAGE"},
        "b": {"image": "${IMAGE}"},
        "c": {"image": "${IMAGE:-x}"},
        "d": {"image": "${IMAGE?x}"},
        "e": {"image": "${IMAGES}"},
        "f": {"image": "x${IMAGE}"},
        "g": {"image": "${IMAGE}\n"},
        "h": {"build": "."},
    }
    made = samples.configuration(compose={"services": services})
    assert module.app_services(made) == ["a", "b", "c", "d"]


def test_paths_below_files_are_found_in_every_spelling() -> None:
    spellings = {
        "files": "",
        "files/": "",
        "./files//": "",
        "files/a": "a",
        "./files//a/b/": "a/b",
        "files/a\nb": "a\nb",
        "filesystem": None,
        "/files/a": None,
        "../files/a": None,
        "my/files/a": None,
        "": None,
    }
    assert {text: module.below_files(text) for text in spellings} == spellings
    assert module.below_files(None) is None


def test_a_folder_means_what_is_in_it_and_not_what_begins_alike() -> None:
    files = {"a": "1", "a/b": "2", "ab": "3", "c/a": "4"}
    assert module.subset(files, "a") == {"a": "1", "a/b": "2"}
    assert module.subset(files, "") == files
    assert module.subset(files, "x") == {}


def test_rules_of_health_have_defaults() -> None:
    assert module.health(samples.configuration()) == module.Health("", "", 60, ())
    rules = {"url": "http://x", "version": ".v", "within": 0.5, "smoke": ["/"], "proxy": True}
    told = module.Health("http://x", ".v", 0.5, ("/",), is_proxy=True)
    assert module.health(samples.configuration(health=rules)) == told
