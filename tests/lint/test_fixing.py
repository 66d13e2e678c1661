from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.kea.tree import Source
from dhcptools.lint.engine import Settings
from dhcptools.lint.finding import Edit, Finding, Fix, Severity
from dhcptools.lint.fixing import applicable, apply, fix_files
from dhcptools.lint.versions import parse_version

OLD = """\
// a file of Kea 2.0
{
  "Logging": { "loggers": [ { "name": "kea-dhcp4", "severity": "INFO" } ] }, // moved
  "Dhcp4": {
    "valid-lifetime": 0600, /* ten minutes, or so */
    "authoritative": TRUE,
    "reservation-mode": "global",
    "subnet4": [
      { "subnet": "192.0.2.5/24", "relay": { "ip-address": "192.0.2.1" }, },
      // the second
      {
        "subnet": \u201c198.51.100.0/24\u201d
      }
    ],
  }
}
"""
NEW = """\
// a file of Kea 2.0
{
  // moved
  "Dhcp4": {
    "loggers": [ { "name": "kea-dhcp4", "severity": "INFO" } ],
    "valid-lifetime": 600, /* ten minutes, or so */
    "authoritative": true,
    "reservations-global": true, "reservations-in-subnet": false, "reservations-out-of-pool": false,
    "subnet4": [
      { "id": 1, "subnet": "192.0.2.0/24", "relay": { "ip-addresses": [ "192.0.2.1" ] } },
      // the second
      {
        "id": 2,
        "subnet": "198.51.100.0/24"
      }
    ]
  }
}
"""


def finding(source: Source, *edits: tuple[int, int, bytes], safe: bool = True) -> Finding:
    fix = Fix("x", tuple(Edit(source, *edit) for edit in edits), safe)
    return Finding("KL000", Severity.ERROR, "", source, edits[0][0], edits[0][1], fix)


def test_fixes_that_touch_wait() -> None:
    source = Source("f", b"0123456789")
    first = finding(source, (1, 3, b"a"), (8, 9, b"b"))
    touching = finding(source, (3, 4, b"c"), (6, 7, b"d"))
    apart = finding(source, (5, 5, b"e"))
    same = finding(source, (8, 9, b"b"))
    files, done = apply([first, touching, apart, same])
    assert files == {"f": b"0a34e567b9"}
    assert done == [first, apart, same]
    assert apply([]) == ({}, [])


def test_unsafe_ones_are_asked_for() -> None:
    source = Source("f", b"x")
    safe, unsafe = finding(source, (0, 1, b"")), finding(source, (0, 1, b""), safe=False)
    none = safe._replace(fix=None)
    assert applicable([safe, unsafe, none], unsafe=False) == [safe]
    assert applicable([safe, unsafe, none], unsafe=True) == [safe, unsafe]


def test_a_file_of_old_becomes_one_of_today_and_keeps_its_comments(tmp_path: Path) -> None:
    path = str(tmp_path / "k.json")
    settings = Settings(select=("KL0", "KL1", "KL201"), target=parse_version("3.0"))
    results, changed, fixed = fix_files([path], settings, lambda _: OLD.encode(), unsafe=False)
    assert changed[path].decode() == NEW
    assert len(fixed) >= 11
    assert [each.rule for each in results[0].findings] == []
    again = fix_files([path], settings, lambda _: NEW.encode(), unsafe=True)
    assert again[1:] == ({}, [])


def test_included_files_are_fixed_where_they_are(tmp_path: Path) -> None:
    main, part = tmp_path / "main.json", tmp_path / "part.json"
    main.write_text(f'{{ "Dhcp4": {{ <?include "{part}"?> "authoritative": true }} }}')
    part.write_text('"valid-lifetime": 010,')
    results, changed, _ = fix_files(
        [str(main)], Settings(select=("KL009",)), lambda p: Path(p).read_bytes(), unsafe=True
    )
    assert changed == {str(part): b'"valid-lifetime": 10,'}
    assert results[0].findings == []


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(OSError, match="no-such"):
        fix_files(["/no-such"], Settings(), lambda path: Path(path).read_bytes(), unsafe=False)


def test_a_capture_that_was_named_by_mistake_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "capture.pcap"
    path.write_bytes(b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00 \xe2\x80\x9c")
    results, changed, fixed = fix_files([str(path)], Settings(), lambda name: Path(name).read_bytes(), unsafe=True)
    assert results[0].findings
    assert (changed, fixed) == ({}, [])
