from __future__ import annotations

import pytest

from dhcptools.kea.dialect import parse
from dhcptools.lint.context import Context
from dhcptools.lint.engine import Settings, lint
from dhcptools.lint.partners import content, of_daemon, partners
from dhcptools.lint.rule import identifiers, load_rule
from support import lint_fixtures as fixtures

ACROSS = [each for each in identifiers() if load_rule(each).rule.across]
OURS = ("KL7", "KL8", "KL9")  # the families whose rules look at servers and daemons
SERVER = """{ "%s": { "hooks-libraries": [ { "library": "libdhcp_ha.so",
    "parameters": { "high-availability": [ %s ] } } ],
    "subnet%s": [ { "id": 1, "subnet": "%s" } ] } }"""
PAIR = '{ "this-server-name": "%s", "peers": [ { "name": "s1", "url": "%s" }, { "name": "s2", "url": "%s" } ] }'


def server(name: str, *relationships: str, daemon: str = "Dhcp4", subnet: str = "192.0.2.0/24") -> Context:
    text = SERVER % (daemon, ", ".join(relationships), daemon[-1], subnet)
    return Context(parse(text.encode(), name), name)


def pair(this: str, site: str, other: str = "") -> str:
    return PAIR % (this, f"http://{site}.1:8000/", f"http://{other or site}.2:8000/")


def names(*contexts: Context) -> list[tuple[str, str]]:
    return [(each.first.path, each.second.path) for each in partners(contexts)]


def test_two_files_that_name_the_same_peers() -> None:
    first, second = (
        server("a", pair("s1", "192.0.2")),
        server("b", pair("s2", "10.0.0", "10.0.1"), subnet="192.0.2.9/24"),
    )
    (found,) = partners([first, second])
    assert (found.here, found.there) == (first.relationships[0], second.relationships[0])
    assert [(mine.name, theirs.name) for mine, theirs in found.peers] == [("s1", "s1"), ("s2", "s2")]
    assert [(mine.id, theirs.label) for mine, theirs in found.subnets] == [(1, "192.0.2.9/24")]
    assert found.are_alone
    assert names(first, server("b", pair("s2", "192.0.2"), daemon="Dhcp6")) == []


def test_pairs_of_several_sites_are_told_apart_by_their_urls() -> None:
    files = [server(f"{site}{this}", pair(this, site)) for site in ("192.0.2", "10.0.0") for this in ("s1", "s2")]
    assert names(*files) == [("192.0.2s1", "192.0.2s2"), ("10.0.0s1", "10.0.0s2")]
    third = server("c", pair("s3", "192.0.2"))
    assert names(files[0], files[1], third) == [("192.0.2s1", "192.0.2s2"), ("192.0.2s1", "c")]


def test_daemons_and_contents() -> None:
    made = server("a", pair("s1", "192.0.2"))
    assert of_daemon([made], "Dhcp4", "Dhcp6") == [made]
    assert of_daemon([made], "DhcpDdns") == []
    text = b'{ "Dhcp4": { "option-data": [ { "name": "x", "comment": "c" } ] } }'
    top = Context(parse(text, "f"), "f").top
    assert (content(top, "option-data"), content(top, "client-classes")) == ([{"name": "x"}], [])


@pytest.mark.parametrize("identifier", ACROSS)
def test_a_bad_pair_has_that_fault_alone(identifier: str) -> None:
    for paths in fixtures.cases(identifier, "bad"):
        asked = fixtures.settings(paths, identifier)
        results = lint(list(map(str, paths)), Settings(select=tuple(ACROSS), target=asked.target))
        assert {finding.rule for result in results for finding in result.findings} == {identifier}, paths


@pytest.mark.parametrize("identifier", ACROSS)
def test_a_good_pair_has_none_of_any_rule(identifier: str) -> None:
    for paths in fixtures.cases(identifier, "good-pair"):
        asked = fixtures.settings(paths, identifier)
        results = lint(list(map(str, paths)), Settings(select=OURS, target=asked.target))
        assert [finding.message for result in results for finding in result.findings] == [], paths
