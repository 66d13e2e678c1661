from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.perf import lists
from dhcptools.perf.asked import Asked
from dhcptools.perf.lists import FileError, Files, read_addresses, read_files, read_macs, read_template


def file(folder: Path, text: str) -> str:
    path = folder / "list"
    path.write_text(text)
    return str(path)


def test_macs(tmp_path: Path) -> None:
    assert read_macs(file(tmp_path, "00:0c:01:02:03:04\n\n0:0:0:0:0:1")) == (
        bytes.fromhex("000c01020304"),
        bytes.fromhex("000000000001"),
    )


@pytest.mark.parametrize(
    ("text", "why"), [("zz\n", "line 1"), ("00:0c:01:02:03:04\n00:01\n", "line 2"), ("", "no MAC")]
)
def test_macs_that_are_none(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(FileError, match=why):
        read_macs(file(tmp_path, text))


def test_addresses_of_one_family(tmp_path: Path) -> None:
    assert read_addresses(file(tmp_path, "192.0.2.1\n192.0.2.2\n"), 4) == ("192.0.2.1", "192.0.2.2")
    assert read_addresses(file(tmp_path, "2001:DB8::1\n"), 6) == ("2001:db8::1",)
    for text, family in (("2001:db8::1\n", 4), ("192.0.2.1", 6), ("", 4), ("x", 4)):
        with pytest.raises(FileError):
            read_addresses(file(tmp_path, text), family)


def test_templates(tmp_path: Path) -> None:
    assert read_template(file(tmp_path, "01 01\n06 00\t")) == b"\1\1\6\0"
    for text, why in (("0", "odd"), ("", "empty"), ("0g", "'g' is not")):
        with pytest.raises(FileError, match=why):
            read_template(file(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for read in (read_macs, read_template, lambda path: read_addresses(path, 4)):
        with pytest.raises(FileError, match="No such file"):
            read(str(tmp_path / "none"))


def test_everything_a_request_names(tmp_path: Path) -> None:
    path = file(tmp_path, "00\n")
    assert read_files(Asked(templates=(path, path))) == Files(templates=(b"\0", b"\0"))
    assert read_files(Asked(templates=(path,)), templates=False) == Files()


def test_what_goes_on_without_end_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_MOST_OCTETS", 1 << 20)
    with pytest.raises(FileError, match="cannot read /dev/zero: over 1 MiB"):
        read_macs("/dev/zero")
