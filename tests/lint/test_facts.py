from __future__ import annotations

import json
from pathlib import Path

import pytest

from dhcptools.lint.facts import NOTHING, of_this_host, read_facts


def test_nothing_is_known_unless_asked() -> None:
    assert NOTHING.interfaces is None
    assert NOTHING.exists("/") is None
    assert NOTHING.is_directory("/") is None
    assert NOTHING.mode("/") is None
    assert NOTHING.addresses_of("lo") is None


def test_this_host(tmp_path: Path) -> None:
    facts = of_this_host()
    assert facts.interfaces is not None
    assert "lo" in facts.interfaces
    assert "127.0.0.1" in (facts.addresses_of("lo") or ())
    assert facts.addresses_of("no such") is None
    (tmp_path / "f").write_text("")
    (tmp_path / "f").chmod(0o640)
    assert facts.exists(str(tmp_path / "f"))
    assert facts.exists(str(tmp_path / "no")) is False
    assert facts.is_directory(str(tmp_path))
    assert facts.is_directory(str(tmp_path / "f")) is False
    assert facts.mode(str(tmp_path / "f")) == 0o640
    assert facts.mode(str(tmp_path / "no")) is None
    assert facts.exists("a\0b") is None


def test_kept_facts(tmp_path: Path) -> None:
    kept = tmp_path / "facts.json"
    kept.write_text(json.dumps({"interfaces": ["eth0"], "processors": 2, "files": {"/x": True, "/y": False}}))
    facts = read_facts(str(kept))
    assert (facts.interfaces, facts.processors) == (frozenset({"eth0"}), 2)
    assert (facts.exists("/x"), facts.is_directory("/y"), facts.exists("/z")) == (True, False, None)


def test_kept_addresses(tmp_path: Path) -> None:
    kept = tmp_path / "facts.json"
    kept.write_text(json.dumps({"interfaces": {"eth0": ["192.0.2.1"], "eth1": []}}))
    facts = read_facts(str(kept))
    assert facts.interfaces == {"eth0", "eth1"}
    assert (facts.addresses_of("eth0"), facts.addresses_of("eth1"), facts.addresses_of("lo")) == (
        ("192.0.2.1",),
        (),
        None,
    )


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"interfaces": {"eth0": "192.0.2.1"}}',
        '{"interfaces": {"eth0": [1]}}',
        '{"interface": []}',
        '{"interfaces": [1]}',
        '{"processors": true}',
        '{"files": {"/x": 1}}',
        "{",
        "[" * 100_000,
    ],
)
def test_facts_of_another_shape(tmp_path: Path, text: str) -> None:
    (tmp_path / "facts.json").write_text(text)
    with pytest.raises(ValueError, match=r"."):
        read_facts(str(tmp_path / "facts.json"))
