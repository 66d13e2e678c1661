"""A server that starts again has the leases it had: of objects or of columns, IPv4 and IPv6."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest

from dhcpserver import persistence
from dhcpserver.bindings6 import Bindings
from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.leases import SECOND_NS, Book, State
from dhcpserver.persistence import Persistence, books_of
from dhcpserver.settings import Kept
from dhcpserver.store import ColumnBook
from dhcptools.kea.memfile.schema import find_schema
from dhcptools.kea.memfile.writer import LeaseWriter, beside
from dhcptools.net.errors import NetError
from support.batches import leases_of
from support.dialogue import (
    LINK,
    SERVER_DUID,
    UNICAST,
    answer6,
    config4,
    config6,
    ia_na,
    ia_pd,
    kind4,
    lease4,
    message4,
    message6,
    na,
    opt4,
    pd,
)

POOL = {"pools": [{"pool": "192.0.2.10-192.0.2.99"}], "valid-lifetime": 600}
DAY_NS = 86_400 * SECOND_NS


class House:
    """One server after another on one lease file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = 1_700_000_000 * SECOND_NS
        self.wall = self.now
        self.told: list[str] = []
        self.stores: list[Persistence] = []

    def open(self, engine: Engine4 | Engine6, interval_s: int = 0) -> Persistence:
        kept = Kept(str(self.path), "never", interval_s)
        store = Persistence(kept, engine, lambda: self.now, lambda: self.wall, self.told.append)
        self.stores.append(store)
        return store

    def four(self, **subnet: Any) -> tuple[Engine4, Persistence]:
        engine = Engine4(config4(POOL | subnet))
        return engine, self.open(engine)

    def go(self, seconds: int) -> None:
        self.now += seconds * SECOND_NS
        self.wall += seconds * SECOND_NS

    def killed(self) -> None:
        """The server is gone, without a word: its lock is, and what it has not written."""
        os.close(self.stores.pop().journal.writer._file)


@pytest.fixture(params=["objects", "columns"])
def house(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(persistence, "_MANY", 1_000 if request.param == "objects" else -1)
    return House(tmp_path / "leases.csv")


def active(book: Book) -> list[tuple[object, ...]]:
    return [lease for lease in leases_of(book) if lease[7] == State.DEFAULT]


def states(book: Book) -> dict[int, State]:
    return {lease.address & 0xFF: lease.state for lease in book.leases()}


def test_dhcpv4_leases_come_back(house: House) -> None:
    engine, store = house.four()
    long = bytes(range(60))
    for client, options in enumerate([(), (opt4(61, b"\1abc"),), (opt4(61, long),), (opt4(61, long[:34]),), (), ()]):
        assert kind4(lease4(engine, client, house.now, *options)) == 5
        house.go(1)
    engine.handle(message4(4, 4, opt4(50, b"\xc0\0\2\x0e"), opt4(54, b"\xc0\0\2\1")), LINK, house.now)
    engine.handle(message4(7, 5, opt4(54, b"\xc0\0\2\1"), ciaddr=IPv4Address("192.0.2.15")), UNICAST, house.now)
    assert store.record()
    before, was = active(engine.book), states(engine.book)
    assert (len(before), was[14], was[15]) == (4, State.DECLINED, State.EXPIRED_RECLAIMED)
    house.killed()
    again, store = house.four()
    assert isinstance(again.book, ColumnBook) == (persistence._MANY < 0)
    assert active(again.book) == before
    assert states(again.book) == was
    assert store.restored == (4, 1, 1)
    assert again.book.declined == 1
    # Everybody keeps what they have, who released gets the old address again, and a new client a new one.
    for client, options in enumerate([(), (opt4(61, b"\1abc"),), (opt4(61, long),)]):
        assert lease4(again, client, house.now, *options).message.yiaddr == IPv4Address(0xC000020A + client)
    assert lease4(again, 5, house.now).message.yiaddr == IPv4Address("192.0.2.15")
    assert lease4(again, 77, house.now).message.yiaddr == IPv4Address("192.0.2.16")
    store.close()
    assert not house.told


def test_subnets_that_go_by_hardware_address(house: House) -> None:
    engine, store = house.four(**{"match-client-id": False})
    lease4(engine, 1, house.now, opt4(61, b"\1abc"))
    before = active(engine.book)
    store.close()
    again, store = house.four(**{"match-client-id": False})
    assert active(again.book) == before
    assert again.book.of(bytes.fromhex("00000001 0001 020000000001")) is not None
    store.close()


def test_dhcpv6_leases_come_back(house: House) -> None:
    engine = Engine6(config6({"pools": [{"pool": "2001:db8:1::10-2001:db8:1::ffff"}]}), SERVER_DUID)
    store = house.open(engine)
    for number in (20, 31, 32, 33, 120):
        duid = bytes((number,)) * number
        reply = answer6(engine, message6(3, na(7), pd(8), duid=duid, server=SERVER_DUID), house.now)
        assert ia_na(reply).addresses()
        if number < 33:
            assert ia_pd(reply).prefixes()
    assert store.record()
    before = [active(book) for book in books_of(engine)]
    assert [len(rows) for rows in before] == [5, 4]
    house.killed()
    again = Engine6(engine.config, SERVER_DUID)
    assert isinstance(again.bindings, Bindings)
    store = house.open(again)
    assert [active(book) for book in books_of(again)] == before
    reply = answer6(again, message6(3, na(7), duid=bytes((120,)) * 120, server=SERVER_DUID), house.now)
    assert str(ia_na(reply).addresses()[0].address) == "2001:db8:1::14"
    store.close()


@pytest.mark.parametrize("jump_ns", [DAY_NS, -DAY_NS])
def test_no_lease_ends_of_a_clock_that_jumps(house: House, jump_ns: int) -> None:
    """Neither while the server runs, nor at the next start by a clock that was put right meanwhile."""
    engine, store = house.four()
    lease4(engine, 1, house.now)
    assert store.record()
    house.go(100)
    house.wall += jump_ns
    engine.book.expire(house.now)
    store.tick(house.now)
    assert len(active(engine.book)) == 1
    house.killed()
    house.now = house.wall  # as a new server begins
    again, store = house.four()
    ((lease,),) = (list(again.book.leases()),)
    assert (lease.state, (lease.expires_ns - house.now) // SECOND_NS) == (State.DEFAULT, 500)
    store.close()


def test_a_clock_that_went_back_meanwhile_keeps_addresses_no_longer(house: House) -> None:
    engine, store = house.four()
    lease4(engine, 1, house.now)
    store.close()
    house.wall -= DAY_NS
    again, store = house.four()
    (lease,) = again.book.leases()
    assert lease.expires_ns - house.now == 600 * SECOND_NS
    store.close()


def test_a_lease_that_ended_meanwhile_is_its_clients_before_others(house: House) -> None:
    engine, store = house.four()
    for client in (1, 2):
        lease4(engine, client, house.now)
    store.close()
    house.go(601)
    again, store = house.four()
    assert store.restored == (0, 0, 2)
    assert lease4(again, 2, house.now).message.yiaddr == IPv4Address("192.0.2.11")
    assert lease4(again, 3, house.now).message.yiaddr == IPv4Address("192.0.2.12")  # not yet one that somebody had
    store.close()


def test_a_torn_row_is_cut_off_and_bad_rows_are_named(house: House) -> None:
    engine, store = house.four()
    for client in (1, 2):
        lease4(engine, client, house.now)
    store.close()
    with house.path.open("ab") as file:
        file.write(b"192.0.2.bad,,,600,1,1,0,0,,0,,0\n192.0.2.13,02:00:00:")
    again, store = house.four()
    assert len(active(again.book)) == 2
    assert any("unfinished" in line and "20 octets" in line for line in house.told)
    assert any("leases.csv:4" in line and "left out" in line for line in house.told)
    store.close()


def test_another_server_on_the_file_is_refused(house: House) -> None:
    _, store = house.four()
    with pytest.raises(NetError) as raised:
        house.four()
    assert "another server" in raised.value.why
    assert "--lease-file" in raised.value.fix
    store.close()


@pytest.mark.parametrize("text", [b"nonsense\n", find_schema(6).header])
def test_a_file_that_is_none_is_refused(house: House, text: bytes) -> None:
    house.path.write_bytes(text)
    with pytest.raises(NetError) as raised:
        house.four()
    assert str(house.path) in raised.value.what
    assert house.path.read_bytes() == text


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NetError) as raised:
        House(tmp_path / "none" / "x.csv").four()
    assert "No such file" in raised.value.why


def test_an_old_schema_is_read_and_written_anew(house: House) -> None:
    old = find_schema(4, "1.0")
    expire = house.wall // SECOND_NS + 600
    with LeaseWriter(house.path, old) as writer:
        writer.append([b"192.0.2.10,02:00:00:00:00:01,,600,%d,1,0,0,pc1\n" % expire])
    beside(house.path, ".1").write_bytes(old.header)  # a clean-up that was broken off
    engine, store = house.four()
    assert [lease[:2] for lease in active(engine.book)] == [(0xC000020A, 32)]
    lease4(engine, 2, house.now)
    store.close()
    assert house.path.read_bytes().startswith(find_schema(4).header)
    again, store = house.four()
    assert len(active(again.book)) == 2
    store.close()


def test_leases_go_on_while_the_file_is_cleaned_up(house: House) -> None:
    engine = Engine4(config4(POOL))
    store = house.open(engine, 3600)
    for _ in range(50):
        lease4(engine, 1, house.now)
        assert store.record()
    assert not store.cleaner.running
    house.go(3600)
    store.tick(house.now)
    assert store.cleaner.running
    lease4(engine, 2, house.now)
    assert store.record()
    process = store.cleaner._process
    assert process is not None
    process.wait(20)
    store.tick(house.now)
    assert (store.cleaner.runs, house.told) == (1, [])
    assert len(beside(house.path, ".2").read_bytes().splitlines()) == 2
    store.close()
    again, store = house.four()
    assert len(active(again.book)) == 1
    store.close()


KEA_LFC = """
import sys
from pathlib import Path
file = Path(sys.argv[1])
def beside(suffix):
    return file.with_name(file.name + suffix)
beside(".pid").write_text(str(__import__("os").getpid()))
print("begun", flush=True)
sys.stdin.read()
beside(".2").unlink()
beside(".1").unlink()
beside(".completed").rename(beside(".2"))
beside(".pid").unlink()
"""  # the last steps of kea-lfc, when it is told to go on


@pytest.fixture
def lfc(house: House) -> Iterator[subprocess.Popen[str]]:
    """A clean-up that stands where the file is written and the old ones are still there; the main file is Kea 2.2's."""
    old = find_schema(4, "2.1")
    row = b"192.0.2.%d,02:00:00:00:00:01,,600,1700000500,1,0,0,,0,\n"
    for suffix, numbers in (("", [10]), (".1", [11]), (".2", [12]), (".completed", [11, 12])):
        beside(house.path, suffix).write_bytes(old.header + b"".join(row % number for number in numbers))
    command = [sys.executable, "-c", KEA_LFC, str(house.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield process
        process.kill()


def test_a_clean_up_that_kea_left_behind_is_let_end(
    house: House, lfc: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persistence, "QUIET_S", 0)

    class Listener(list[str]):
        def append(self, line: str) -> None:
            super().append(line)
            assert lfc.stdin is not None
            lfc.stdin.close()  # it goes on no sooner than we wait for it

    house.told = Listener()
    engine, store = house.four()
    store.close()
    assert sorted(lease.address for lease in engine.book.leases()) == [
        int(IPv4Address(f"192.0.2.{number}")) for number in (10, 11, 12)
    ]
    (line,) = house.told
    assert f"process {lfc.pid} is cleaning up this file: waiting" in line


def test_a_clean_up_that_does_not_end_is_not_disturbed(
    house: House, lfc: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persistence, "QUIET_S", 0)
    monkeypatch.setattr(persistence, "WAIT_S", 0.01)
    before = {found.name: found.read_bytes() for found in house.path.parent.iterdir()}
    with pytest.raises(NetError, match=f"process {lfc.pid} cleans up this file"):
        house.four()
    assert {found.name: found.read_bytes() for found in house.path.parent.iterdir()} == before


@pytest.mark.parametrize("name", ["read_columns", "clean_up"])
def test_a_clean_up_that_begins_while_leases_are_read_is_let_end(
    house: House, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kea is gone, and its kea-lfc has only just come to life: the files it takes away are looked for again."""
    old = find_schema(4, "2.1")
    for suffix, number in (("", 10), (".1", 11)):
        row = b"192.0.2.%d,02:00:00:00:00:01,,600,1700000500,1,0,0,,0,\n" % number
        beside(house.path, suffix).write_bytes(old.header + row)
    real = getattr(persistence, name)
    errors = [FileNotFoundError(errno.ENOENT, "gone", "leases.csv.1"), OSError(errno.EBUSY, "process 1 cleans up")]

    def taken(*arguments: object, **more: object) -> object:
        if errors:
            raise errors.pop()
        return real(*arguments, **more)

    monkeypatch.setattr(persistence, name, taken)
    engine, store = house.four()
    store.close()
    assert not errors
    assert [lease.address & 0xFF for lease in sorted(engine.book.leases(), key=lambda each: each.address)] == [10, 11]


def test_other_errors_are_told_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []

    def broken(*arguments: object, **more: object) -> object:
        calls.append(arguments)
        raise PermissionError(errno.EACCES, "Permission denied", str(house.path))

    monkeypatch.setattr(persistence, "read_columns", broken)
    with pytest.raises(NetError, match="Permission denied"):
        house.four()
    assert len(calls) == 1
