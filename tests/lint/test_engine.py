from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.kea.dialect import load
from dhcptools.lint.engine import Settings, lint
from dhcptools.lint.facts import of_this_host
from dhcptools.lint.versions import TARGETS
from support.lint_fixtures import FIXTURES

GOOD = sorted(FIXTURES.glob("*/good*.json"))
ODD = (
    None, True, -1, 0, 1 << 40, 1.5, "", "x", "192.0.2.1", "0/0", "::/0", "/", "-", "1-2", "::-::", "'", "01:02", "[",
    "http://[::]:1", [], {}, [[]], [{}], ["x"], [1], {"a": 1},
)  # fmt: skip  # values that fit nearly nowhere


def test_findings_in_the_order_of_the_text_with_pointers(tmp_path: Path) -> None:
    path = tmp_path / "k.json"
    path.write_text("""{ "Dhcp4": { "subnet4": [ { "id": 1, "subnet": "192.0.2.1/24", "valid-lifetime": -1,
        "pools": [ { "pool": "192.0.2.1-192.0.2.9" } ],
        "reservations": [ { "hw-address": "1", "ip-address": "192.0.2.3" } ] } ] } }""")
    only = Settings(select=("KL201", "KL302", "KL605"))
    (result,) = lint([str(path)], only)
    assert [(each.rule, each.pointer) for each in result.findings] == [
        ("KL201", "/Dhcp4/subnet4/0/subnet"),
        ("KL605", "/Dhcp4/subnet4/0/valid-lifetime"),
        ("KL302", "/Dhcp4/subnet4/0/reservations/0/ip-address"),
    ]


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(OSError, match="no-such"):
        lint(["/no-such-file"], Settings())


@pytest.mark.parametrize("text", ["{ }", "[ ]", "", "5", '{ "Netconf": { } }', '{ "x": { "subnet4": [ { } ] } }'])
def test_files_of_no_daemon(text: str, tmp_path: Path) -> None:
    (tmp_path / "k.json").write_text(text)
    (result,) = lint([str(tmp_path / "k.json")], Settings())
    assert all(finding.rule < "KL2" for finding in result.findings)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1 << 32), target=st.sampled_from(sorted(TARGETS.values())))
def test_no_rule_falls_over_values_in_the_wrong_places(
    tmp_path_factory: pytest.TempPathFactory, seed: int, target: tuple[int, int, int]
) -> None:
    random = Random(seed)
    folder = tmp_path_factory.mktemp("odd")
    paths = [folder / name for name in ("a.conf", "b.conf")]
    for path in paths:
        tree: Any = json.loads(json.dumps(load(str(random.choice(GOOD))).root.plain()))
        for _ in range(random.randint(1, 6)):
            spoil(tree, random)
        path.write_text(json.dumps(tree))
    lint([str(path) for path in paths], Settings(target=target, facts=of_this_host()))


def spoil(tree: Any, random: Random) -> None:
    """Put an odd value somewhere, or take one away."""
    inside = [each for each in containers(tree) if each]
    if not inside:
        return
    place = random.choice(inside)
    key = random.choice(list(place)) if isinstance(place, dict) else random.randrange(len(place))
    if random.random() < 0.8:
        place[key] = json.loads(json.dumps(random.choice(ODD)))
    else:
        del place[key]


def containers(tree: Any) -> list[Any]:
    found, at = [tree], 0
    while at < len(found):
        members = found[at].values() if isinstance(found[at], dict) else found[at]
        found += [each for each in members if isinstance(each, dict | list)]
        at += 1
    return found
