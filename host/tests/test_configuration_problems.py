from __future__ import annotations

import re
import tracemalloc
from typing import Any

import pytest

from slipway_host.configuration_problems import problems_of_configuration

from . import former, samples

WRONG: dict[str, tuple[Any, list[str]]] = {
    "nothing": (None, ["`configuration` is missing."]),
    "no object": ([], ["`configuration` is missing."]),
    "nothing in it": (
        {},
        [
            "`configuration.compose` must be a compose file with `services`.",
            "`configuration.files` must be an object of texts in base64.",
            "`configuration.env` must be an object of texts.",
            "`configuration.secrets` must be an object of texts.",
        ],
    ),
    "a service that is none": (
        samples.configuration(compose={"services": {"app": "${IMAGE}"}}),
        ["`configuration.compose` must be a compose file with `services`."],
    ),
    "no service of its own": (
        samples.configuration(compose={"services": {"db": {"image": "postgres:16"}, "x": {}}}),
        ["No service of the compose file runs `${IMAGE}`."],
    ),
    "paths": (
        samples.configuration(
            files=dict.fromkeys(
                ["/etc/passwd", "a/../b", "./a", "a//b", "a:b", "", "a\nb", "a/"], ""
            )
        ),
        [
            f"`configuration.files` has {name}, which is not a path below files/."
            for name in (
                '"/etc/passwd"',
                '"a/../b"',
                '"./a"',
                '"a//b"',
                '"a:b"',
                '""',
                r'"a\nb"',
                '"a/"',
            )
        ],
    ),
    "base64": (
        samples.configuration(files={"a": "!", "b": "YQ", "c": "YQ==YQ==", 'q"': "Y"}),
        [
            '`configuration.files["a"]` is not base64.',
            '`configuration.files["b"]` is not base64.',
            '`configuration.files["c"]` is not base64.',
            r'`configuration.files["q\""]` is not base64.',
        ],
    ),
    "variables": (
        samples.configuration(
            env={
                "1A": "",
                "A-B": "",
                "": "",
                "image": "",
                "COMPOSE_FILE": "",
                "ld_preload": "",
                "A": "\0",
            },
            secrets={"A": "x", "PATH": "\0", "Ä": ""},
        ),
        [
            '`configuration.env` has the key "1A": letters, digits and _ are allowed.',
            '`configuration.env` has the key "A-B": letters, digits and _ are allowed.',
            '`configuration.env` has the key "": letters, digits and _ are allowed.',
            "`configuration.env.image` steers Compose, Docker or the shell, and is not the app's to set.",
            "`configuration.env.COMPOSE_FILE` steers Compose, Docker or the shell, "
            "and is not the app's to set.",
            "`configuration.env.ld_preload` steers Compose, Docker or the shell, "
            "and is not the app's to set.",
            "`configuration.env.A` has a NUL in it, which no program can be given.",
            "`configuration.secrets.PATH` steers Compose, Docker or the shell, "
            "and is not the app's to set.",
            "`configuration.secrets.PATH` has a NUL in it, which no program can be given.",
            '`configuration.secrets` has the key "Ä": letters, digits and _ are allowed.',
            "`A` stands in `configuration.env` and in `configuration.secrets`.",
        ],
    ),
    "files that are not brought": (
        samples.configuration(
            compose={
                "services": {
                    "app": {
                        "image": "${IMAGE}",
                        "volumes": ["./files/b:/b", {"source": "files/c/"}, "data:/x", 7],
                        "env_file": ["files/d.env", {"path": "./files/e.env"}, ".env"],
                    },
                    "one": {"env_file": "files/f.env", "volumes": None},
                },
                "configs": {"g": {"file": "files/g"}, "h": {"file": "files/here/in"}},
                "secrets": {"i": {"file": "./files/ab"}, "j": {"environment": "J"}},
            },
            files={"here/in": "", "abc": ""},
        ),
        [
            f"The compose file wants files/{path}, which `configuration.files` does not bring."
            for path in ("ab", "b", "c", "d.env", "e.env", "f.env", "g")
        ],
    ),
    "all files, and there are none": (
        samples.configuration(
            compose={"services": {"app": {"image": "$IMAGE", "volumes": ["./files:/etc/app"]}}}
        ),
        ["The compose file wants files/, which `configuration.files` does not bring."],
    ),
    "health that is none": (
        samples.configuration(health=[]),
        ["`configuration.health` must be an object."],
    ),
    "health": (
        samples.configuration(
            health={"url": "ftp://x", "version": "version", "smoke": ["x", "/a b"], "within": 0}
        ),
        [
            "`configuration.health.url` must be an http or https address.",
            "`configuration.health.version` must be a path such as `.version`.",
            "`configuration.health.smoke` must be a list of paths or addresses.",
            "`configuration.health.within` must be a number of seconds, at most 86400.",
        ],
    ),
    "health of other kinds": (
        samples.configuration(health={"version": 1, "smoke": "/", "within": True}),
        [
            "`configuration.health.url` must be an http or https address.",
            "`configuration.health.version` must be a path such as `.version`.",
            "`configuration.health.smoke` must be a list of paths or addresses.",
            "`configuration.health.within` must be a number of seconds, at most 86400.",
        ],
    ),
}

RIGHT: dict[str, Any] = {
    "a small one": samples.configuration(),
    "image with a default": samples.configuration(
        compose={"services": {"a": {"image": "${IMAGE:?is missing}"}, "b": {"image": "${IMAGE-x}"}}}
    ),
    "all of it": samples.configuration(
        compose={
            "services": {"app": {"image": "$IMAGE", "volumes": ["./files/a:/a", "files:/all"]}},
            "configs": {"b": {"file": "files/b"}},
        },
        files={"a": "", "b/ü \\": "YQ==", "b/c": "YWI="},
        env={"A": "\n", "_b": ""},
        secrets={"C": "x"},
        health={
            "url": "https://user:x@host:8443/health?a=b",
            "version": '.build["app-version"][0]',
            "smoke": ["/", "/a?b", "http://x"],
            "within": 86400,
        },
    ),
    "health that is absent": samples.configuration(health=None),
    "no version and no smoke": samples.configuration(
        health={"url": "http://x", "version": None, "smoke": None, "within": 0.5}
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_all_problems_are_said_at_once(case: str) -> None:
    configuration, problems = WRONG[case]
    assert list(problems_of_configuration(configuration)) == problems


@pytest.mark.parametrize("case", RIGHT)
def test_what_is_right_has_no_problem(case: str) -> None:
    assert list(problems_of_configuration(RIGHT[case])) == []


def test_base64_is_what_decodes_to_the_same_again() -> None:
    texts = [
        "",
        "YQ==",
        "YWI=",
        "YWJj",
        "YWJjZA==",
        "Y",
        "YQ",
        "YQ=",
        "YWI",
        "YW=I",
        "=",
        "==",
        "====",
    ]
    texts += ["Y===", "YQ==YQ==", "YQ==\n", "Y-__", "YW Jj", "YWJj=", "YWJj===="]
    for text in texts:
        problems = list(problems_of_configuration(samples.configuration(files={"a": text})))
        is_right = re.fullmatch("([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", text)
        assert (problems == []) == bool(is_right), text


@pytest.mark.parametrize(
    "value",
    [
        "./files/other.yaml",
        ["files/other.yaml"],
        [{"path": "./files/other.yaml"}],
        [{"path": ["/elsewhere.yaml", "files/other.yaml"], "env_file": ".env"}],
    ],
)
def test_another_compose_file_below_files_is_refused(value: Any) -> None:
    services = {
        "app": {"image": "${IMAGE}", "extends": {"file": "./files/other.yaml", "service": "a"}}
    }
    files = {"other.yaml": samples.encoded("services: {}\n")}
    made = samples.configuration(compose={"services": services, "include": value}, files=files)
    assert list(problems_of_configuration(made)) == [
        f"`configuration.compose.{place}` names another compose file, which is not on the server: its "
        "services belong into this one."
        for place in ("include", "services.app.extends")
    ]


def test_what_compose_finds_by_itself_is_its_own_matter() -> None:
    services = {
        "app": {"image": "${IMAGE}", "extends": {"service": "base"}},
        "base": {"extends": "app"},
        "far": {"extends": {"file": "/etc/base.yaml", "service": "a"}},
    }
    included: list[Any] = ["/etc/other.yaml", {"path": "../x.yaml"}, None, {"env_file": "files/a"}]
    compose = {"services": services, "include": included}
    assert list(problems_of_configuration(samples.configuration(compose=compose))) == []


def test_a_large_file_costs_little_memory_to_look_at() -> None:
    content = "QUJD" * 1_000_000
    made = samples.configuration(files={"a": content})
    tracemalloc.start()
    assert list(problems_of_configuration(made)) == []
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * len(content)


def test_the_sentences_are_those_of_the_script() -> None:
    # jq's `$` takes a line's end, and its texts of problems are one line each as well.
    configurations = [*(wrong for wrong, _ in WRONG.values()), *RIGHT.values()]
    bodies = [{"configuration": each} for each in configurations]
    program = f'[{former.program("fields_of_request")}] | map(select(startswith("problem")))'
    told = former.jq_lines(bodies, "-c", "--arg", "action", "apply", program)
    for configuration, line in zip(configurations, told, strict=True):
        ours = [f"problem\t{problem}" for problem in problems_of_configuration(configuration)]
        assert former.parsed(line) == ours


@pytest.mark.parametrize(
    ("configuration", "words"),
    [
        (samples.configuration(env={"A\n": ""}), "has the key"),
        (samples.configuration(env={"\u0661": ""}), "has the key"),
        (samples.configuration(env={"A\u0661": ""}), "has the key"),
        (samples.configuration(files={"a\n": ""}), "not a path"),
        (samples.configuration(files={"a": "YQ==\n"}), "not base64"),
        (samples.configuration(health={"url": "http://x\n", "within": 1}), "health.url"),
        (
            samples.configuration(health={"url": "http://x", "version": ".a\n", "within": 1}),
            "health.version",
        ),
        (
            samples.configuration(health={"url": "http://x", "version": ".[\u0661]", "within": 1}),
            "health.version",
        ),
        (samples.configuration(health={"url": "http://x", "smoke": ["/\n"], "within": 1}), "smoke"),
        (samples.configuration(compose={"services": {"a": {"image": "${IMAGE}\n"}}}), "runs"),
    ],
)
def test_a_lines_end_and_other_digits_are_no_part_of_a_name(configuration: Any, words: str) -> None:
    problems = list(problems_of_configuration(configuration))
    assert len(problems) == 1
    assert words in problems[0]
