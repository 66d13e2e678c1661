from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.kea.memfile.lease import LeaseRow4
from dhcptools.kea.memfile.schema import find_schema
from dhcptools.leases.faults import StoreError
from dhcptools.leases.locate import Store
from dhcptools.leases.watch import Watched, WatchedStore, watch

ROW = LeaseRow4("10.0.0.1", b"\2" * 6, b"", 600, 1600, 1)
DNSMASQ = "1600 02:00:00:00:00:01 10.0.7.1 a *\nduid 00:01\n1600 1 2001:db8::1 * 00:01:02\n"


def events(watched: Watched, now: int) -> list[tuple[str, str]]:
    return [(found.event, found.lease.address) for found in watched.look(now)]


def test_a_file_of_kea(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(find_schema(4).header)
    watched = watch(Store("memfile", path))
    watched.start(1000)
    assert events(watched, 1000) == []
    with path.open("ab") as file:
        file.write(ROW.line() + b"nonsense\n")
    assert events(watched, 1001) == [("add", "10.0.0.1")]
    assert [fault.line for fault in watched.faults()] == [3]
    assert watched.faults() == []
    assert events(watched, 1601) == [("expire", "10.0.0.1")]
    assert (watched.path, watched.families) == (path, {4})
    path.with_name("y").write_bytes(b"nonsense\n")
    path.with_name("y").rename(path)
    with pytest.raises(StoreError, match="Kea refuses"):
        list(watched.look(1602))
    watched.close()


def test_what_cannot_be_watched(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with pytest.raises(StoreError, match="cannot read"):
        watch(Store("memfile", path)).start(0)
    path.write_bytes(b"nonsense\n")
    with pytest.raises(StoreError, match="cannot read"):
        watch(Store("memfile", path)).start(0)


def test_a_store_rests_after_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "dnsmasq.leases"
    path.write_text(DNSMASQ)
    times = iter([0.0, 10.0, 10.0, 49.0, 50.0, 50.0, 50.0, 50.0])
    watched = WatchedStore(Store("dnsmasq", path), lambda: next(times))
    watched.start(1000)  # which takes ten seconds
    path.write_text("")
    assert events(watched, 1001) == []
    assert len(events(watched, 1002)) == 2


def test_a_store_that_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "dnsmasq.leases"
    path.write_text(DNSMASQ)
    watched = WatchedStore(Store("dnsmasq", path), lambda: 0.0)
    watched.start(1000)
    assert (events(watched, 1001), watched.families) == ([], {4, 6})
    path.write_text(DNSMASQ.replace("1600 02", "1700 02") + "1600 2 2001:db8::2 * 00:01:02\nnonsense\n")
    assert events(watched, 1002) == [("renew", "10.0.7.1"), ("add", "2001:db8::2")]
    assert len(watched.faults()) == 1
    assert sorted(events(watched, 1601)) == [("expire", "2001:db8::1"), ("expire", "2001:db8::2")]
    path.write_text("1700 02:00:00:00:00:01 10.0.7.1 a *\n")
    assert sorted(events(watched, 1602)) == [("reclaim", "2001:db8::1"), ("reclaim", "2001:db8::2")]
    path.write_text("")
    assert events(watched, 1603) == [("release", "10.0.7.1")]
    path.unlink()
    with pytest.raises(StoreError, match="cannot read"):
        list(watched.look(1604))
    assert watched.path == path
    watched.close()
