from __future__ import annotations

import json
from typing import Any

from slipway_host.compose_file import compose_file
from slipway_host.configuration import references
from slipway_host.release import Release

from . import former, samples

RELEASE = Release(7, samples.image("a"), "0123456789ab", version="1$0")
FOLDER = "/srv/production/shop/releases/7"
FILES = "/srv/production/shop/files"

LABELS = {
    "slipway.release": "7",
    "slipway.image": samples.digest("a"),
    "slipway.configuration": "0123456789ab",
    "slipway.version": "1$$0",
}


def made(compose: dict[str, Any], release: Release = RELEASE) -> dict[str, Any]:
    """With a tree for each path that is wanted: `T` and the path."""
    trees = {path: f"T{path}" for path in references(compose)}
    return compose_file(compose, release, FOLDER, FILES, trees)


def of_service(release: Release = RELEASE, **service: Any) -> dict[str, Any]:
    """What becomes of a service of another image, which gets no labels."""
    made_of: dict[str, Any] = made({"services": {"app": service}}, release)["services"]["app"]
    return made_of


def test_volumes_below_files_are_the_releases() -> None:
    volumes = [
        "./files/a.conf:/etc/a.conf:ro",
        "files/dir/:/etc/dir",
        "./files:/all",
        "data:/var/lib",
        "/files/a:/b",
        "./filesystem:/b",
        "/anonymous",
        {"type": "bind", "source": "./files/a.conf", "target": "/a"},
        {"type": "volume", "source": "data", "target": "/b"},
        {"type": "tmpfs", "target": "/c"},
    ]
    assert of_service(volumes=volumes)["volumes"] == [
        f"{FILES}/Ta.conf/a.conf:/etc/a.conf:ro",
        f"{FILES}/Tdir/dir:/etc/dir",
        f"{FILES}/T:/all",
        "data:/var/lib",
        "/files/a:/b",
        "./filesystem:/b",
        "/anonymous",
        {"type": "bind", "source": f"{FILES}/Ta.conf/a.conf", "target": "/a"},
        {"type": "volume", "source": "data", "target": "/b"},
        {"type": "tmpfs", "target": "/c"},
    ]


def test_env_files_are_the_releases_in_every_form() -> None:
    assert of_service(env_file=".env")["env_file"] == f"{FOLDER}/.env"
    assert of_service(env_file="files/a.env")["env_file"] == f"{FILES}/Ta.env/a.env"
    assert of_service(env_file={"path": "./.env"})["env_file"] == {"path": f"{FOLDER}/.env"}
    listed = [".env", "./files/a.env", {"path": "files/b.env", "required": False}, "/etc/x.env"]
    assert of_service(env_file=listed)["env_file"] == [
        f"{FOLDER}/.env",
        f"{FILES}/Ta.env/a.env",
        {"path": f"{FILES}/Tb.env/b.env", "required": False},
        "/etc/x.env",
    ]
    assert of_service(env_file=None)["env_file"] is None
    assert "env_file" not in of_service()


def test_configs_and_secrets_are_the_releases() -> None:
    compose = {
        "services": {},
        "configs": {"a": {"file": "./files/a"}, "b": {"external": True}, "c": {"content": "x"}},
        "secrets": {"a": {"file": "files/dir/s"}, "b": {"environment": "S"}, "c": None},
    }
    assert made(compose) == {
        "services": {},
        "configs": {
            "a": {"file": f"{FILES}/Ta/a"},
            "b": {"external": True},
            "c": {"content": "x"},
        },
        "secrets": {
            "a": {"file": f"{FILES}/Tdir/s/dir/s"},
            "b": {"environment": "S"},
            "c": None,
        },
    }


def test_only_the_apps_own_services_get_labels() -> None:
    compose = {
        "services": {
            "app": {"image": "${IMAGE}"},
            "object": {"image": "$IMAGE", "labels": {"a": "b", "slipway.release": "of another"}},
            "list": {"image": "${IMAGE:?}", "labels": ["a=b"]},
            "null": {"image": "${IMAGE}", "labels": None},
            "odd": {"image": "${IMAGE}", "labels": "x"},
            "db": {"image": "postgres:16", "labels": {"a": "b"}},
        }
    }
    services = made(compose)["services"]
    assert services["app"]["labels"] == LABELS
    assert services["object"]["labels"] == {"a": "b", **LABELS}
    assert services["list"]["labels"] == ["a=b", *(f"{k}={v}" for k, v in LABELS.items())]
    assert services["null"]["labels"] == LABELS
    assert services["odd"]["labels"] == "x"
    assert services["db"]["labels"] == {"a": "b"}


def test_what_is_given_stays_as_it_is() -> None:
    compose: dict[str, Any] = {
        "name": "x",
        "services": {"app": {"image": "${IMAGE}", "labels": {"a": "b"}, "volumes": ["files:/a"]}},
        "volumes": {"data": None},
    }
    before = json.dumps(compose)
    assert list(made(compose)) == ["name", "services", "volumes"]
    assert json.dumps(compose) == before


def test_it_is_what_the_script_wrote() -> None:
    compose = {
        "services": {
            "app": {
                "image": "${IMAGE}",
                "labels": {"z": 1},
                "volumes": ["./files/a:/a:ro", "files:/all", {"source": "files/d/"}, "x:/y", "/z"],
                "env_file": [".env", {"path": "./files/e"}, "files/e", {"required": False}],
            },
            "list": {"image": "$IMAGE", "labels": ["a=b$"], "env_file": "./.env"},
            "db": {
                "image": "postgres",
                "volumes": {"odd": "files/o"},
                "env_file": {"path": ".env"},
            },
        },
        "configs": {"c": {"file": "files/a"}, "d": "odd", "e": None},
        "secrets": {"s": {"file": "./files/e"}},
        "x-other": ["files/a"],
    }
    for version in ("1$0$$", ""):
        release = RELEASE._replace(version=version)
        told = {"number": 7, "image": release.image, "configuration": release.configuration}
        said = {**told, "version": version} if version else told
        trees = "\n".join(f"{path}\tT{path}" for path in references(compose))
        program = former.program("compose_file")
        arguments = ["--arg", "folder", FOLDER, "--arg", "files", FILES, "--arg", "trees", trees]
        arguments += ["--argjson", "release", json.dumps([said])]
        written = former.jq([*arguments, program], former.encoded({"compose": compose}))
        assert made(compose, release) == json.loads(written)
