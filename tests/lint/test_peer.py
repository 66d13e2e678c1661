from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dhcptools.kea.dialect import recover
from dhcptools.lint.engine import Result, Settings, lint
from dhcptools.lint.peer import installed_version, merge, offset, place, program, refusal
from dhcptools.lint.versions import OLDEST

TEXT = b'{ "Dhcp4": {\n  "foo": 1,\n  "valid-lifetime": 5 } }\n'


def test_places_in_both_of_kea_s_shapes() -> None:
    document = recover(TEXT, "/k.json")
    source = document.sources[0]
    assert place(document, "Syntax check failed with: /k.json:2.3-7: got unexpected keyword") == (source, 15, 20)
    assert place(document, "Error encountered: no (/k.json:3:3) (/k.json:1:1)")[1:] == (27, 28)
    assert place(document, "Comment not closed. (/* in line 1") == (source, 0, 1)
    assert offset(source, 99, 1) == offset(source, 4, 1) == len(TEXT)


def test_what_kea_says_joins_a_finding_at_its_line_or_stands_alone(tmp_path: Path) -> None:
    path = tmp_path / "k.json"
    path.write_bytes(TEXT)
    (result,) = lint([str(path)], Settings(select=("KL101",)))
    document = recover(TEXT, str(path))
    merge(result, document, f"Syntax check failed with: {path}:2.3-7: text")
    assert [each.rule for each in result.findings] == ["KL101"]
    merge(result, document, f"Error encountered: other ({path}:1:5)")
    assert [(each.rule, each.origin, each.message) for each in result.findings] == [
        ("KEA", "kea", f"other ({path}:1:5)"),
        ("KL101", "dhcptool", result.findings[1].message),
    ]
    empty = Result(str(path))
    merge(empty, document, "something else")
    assert [each.position.line for each in empty.findings] == [1]


def test_the_installed_kea(tmp_path: Path) -> None:
    if program("Dhcp4") is None:
        pytest.skip("kea-dhcp4 is not installed")
    version = installed_version()
    assert version is not None
    assert version >= OLDEST
    path = tmp_path / "k.json"
    path.write_bytes(TEXT)
    assert 'got unexpected keyword "foo" in Dhcp4 map' in (refusal(str(path), "Dhcp4") or "")
    path.write_bytes(TEXT.replace(b'"foo": 1,', b""))
    assert refusal(str(path), "Dhcp4") is None


def test_no_kea(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    assert installed_version() is None
    with pytest.raises(FileNotFoundError, match="kea-dhcp4 is not installed"):
        refusal("x", "Dhcp4")
    assert program(None) is None
