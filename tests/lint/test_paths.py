from __future__ import annotations

from dhcptools.lint.paths import LOGS, SOCKETS, are_restricted, is_directly_in, placed


def test_versions() -> None:
    assert [are_restricted(each) for each in ((2, 6, 2), (2, 6, 3), (2, 7, 8), (2, 7, 9), (3, 0, 0))] == [
        False, True, False, True, True,
    ]  # fmt: skip  # one a version


def test_places() -> None:
    assert is_directly_in("/var/log/kea/a.log", LOGS)
    assert is_directly_in("a.log", LOGS)
    assert not is_directly_in("/var/log/a.log", LOGS)
    assert not is_directly_in("/var/log/kea/b/a.log", LOGS)


def test_paths_to_compare() -> None:
    assert placed("s", SOCKETS) == placed("/var/run/kea/s", SOCKETS) == placed("/run/kea/s", SOCKETS) == "/run/kea/s"
