from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slipway_host import whose_port
from slipway_host.configuration_problems import problems_of_configuration
from slipway_host.container import container_of as read_container

from . import samples
from .server import URL, Server, configured
from .test_one_shots import made_by_the_rules_of_before


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    return Server(tmp_path, monkeypatch)


def asking(url: str = URL, ports: list[str] | None = None, **rules: Any) -> dict[str, Any]:
    """An app that publishes no port, or others than what is asked."""
    service = {"image": "${IMAGE}", **({"ports": ports} if ports else {})}
    health = {"url": url, "version": ".version", "within": 5, "smoke": [], **rules}
    return configured(compose={"services": {"app": service}}, files={}, health=health)


LOOPBACK = [
    URL,
    "http://localhost:8080/health",
    "http://LOCALHOST:8080",
    "http://[::1]:8080/",
    "http://0.0.0.0:8080/",
    "http://user:word@127.0.0.2:8080/",
]


@pytest.mark.parametrize("url", LOOPBACK)
def test_an_answer_at_a_port_that_is_not_the_apps_does_not_count(server: Server, url: str) -> None:
    server.apply(asking(url, ["9090:8080"]))
    answer = server.deploy("a")
    assert (answer["code"], answer["failure"]["check"]) == (10, "health")
    assert answer["failure"]["message"] == (
        f"{url} was answered by a program of this server that is none of this app's containers: no "
        "container of this app publishes port 8080. Publish it, ask one that is published, or say "
        "`health.proxy: true` for a proxy."
    )
    server.apply(asking(url, ["8080:8080"]))
    assert server.deploy("a")["code"] == 0
    assert server.status()["healthy"] is True


def test_the_container_that_has_it_is_named(server: Server) -> None:
    server.docker.behave("web", ports=["8080"])
    server.docker.start_by_hand("production-billing", "web", samples.image("d"))
    server.apply(asking())
    message = server.deploy("a")["failure"]["message"]
    assert "was answered by the container production-billing-web-1: no container" in message


def test_a_proxy_inside_the_apps_network_answers_for_it(server: Server) -> None:
    server.docker.behave("web", ports=["8080"], networks=["production-shop_default"])
    server.docker.start_by_hand("proxy", "web", samples.image("d"))
    server.apply(asking())
    assert server.deploy("a")["code"] == 0


def test_in_the_machines_own_network_every_port_is_the_apps(server: Server) -> None:
    server.docker.behave("app", joins="host", networks=[])
    server.apply(asking())
    assert server.deploy("a")["code"] == 0


def test_whose_network_it_has_answers_for_it(server: Server) -> None:
    server.docker.behave("web", ports=["8080"])
    server.docker.start_by_hand("proxy", "web", samples.image("d"))
    (other,) = (each["id"] for each in server.docker.containers)
    server.docker.behave("app", joins=f"container:{other}", networks=[])
    server.apply(asking())
    assert server.deploy("a")["code"] == 0


@pytest.mark.parametrize(
    "configuration",
    [
        asking(proxy=True),
        asking("http://proxy.example.com/health"),
        asking("http://10.0.0.5:8080/"),
    ],
)
def test_proxies_elsewhere_or_named_are_not_judged(
    server: Server, configuration: dict[str, Any]
) -> None:
    server.apply(configuration)
    assert server.deploy("a")["code"] == 0


def test_a_release_of_before_is_not_judged_by_it(server: Server) -> None:
    server.apply(asking(ports=["8080:8080"]))
    server.deploy("a")
    made_by_the_rules_of_before(server, 1)
    server.docker.change("app", ports=[])
    assert server.status()["healthy"] is True
    assert server.deploy("a")["outcome"] == "unchanged"


def told(**more: Any) -> dict[str, Any]:
    return {**samples.told(), **more}


def test_ports_of_other_addresses_and_protocols_lead_elsewhere() -> None:
    bindings = {
        "80/tcp": [
            {"HostIp": "10.0.0.5", "HostPort": "1"},
            {"HostIp": "127.0.0.1", "HostPort": "2"},
        ],
        "81/tcp": [{"HostIp": "::", "HostPort": "3"}, {"HostIp": "", "HostPort": "4"}],
        "82/udp": [{"HostIp": "0.0.0.0", "HostPort": "5"}],
        "83/tcp": None,
    }
    networks = {"bridge": {"NetworkID": "b"}, "a_default": {"NetworkID": "i"}}
    settings = {"Ports": bindings, "Networks": networks}
    container = read_container(told(NetworkSettings=settings))
    assert container.ports == {"2", "3", "4"}
    assert container.networks == {"i"}
    assert read_container(told(NetworkSettings=None)).ports == frozenset()


def test_the_machines_own_network_has_every_port() -> None:
    policy = {"RestartPolicy": {"Name": "no"}}
    hosts = read_container(told(HostConfig={**policy, "NetworkMode": "host"}))
    assert hosts.has_the_hosts
    own = read_container(told(HostConfig={**policy, "NetworkMode": "a_default"}))
    assert not own.has_the_hosts


def test_what_is_no_word_is_said() -> None:
    rules = {"url": URL, "within": 5, "smoke": []}
    for value, is_right in ((True, True), (False, True), ("yes", False), (1, False), (None, False)):
        made = samples.configuration(health={**rules, "proxy": value})
        said = [] if is_right else ["`configuration.health.proxy` must be true or false."]
        assert list(problems_of_configuration(made)) == said


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("http://127.0.0.1/", "80"),
        ("https://localhost/health", "443"),
        ("https://localhost:80", "80"),
        ("https://127.0.0.1.example.com/", None),
    ],
)
def test_an_address_without_a_port_has_its_schemes(url: str, port: str | None) -> None:
    assert whose_port._port(url) == port
