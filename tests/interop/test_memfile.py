"""Lease files beside Kea itself: what it keeps we keep, what it says of bad rows we say, and each reads the other's."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import time
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.persistence import Persistence, books_of
from dhcpserver.settings import Kept
from dhcptools.kea.memfile.cleanup import clean_up
from dhcptools.kea.memfile.columns import read_columns
from dhcptools.kea.memfile.lease import LeaseRow, LeaseRow4, LeaseRow6
from dhcptools.kea.memfile.reader import Snapshot
from dhcptools.kea.memfile.schema import find_schema
from dhcptools.kea.memfile.writer import LeaseWriter
from support import lease_rows as corpus
from support.dialogue import SERVER_DUID, answer6, config4, config6, lease4, message6, na, opt4, pd
from support.namespaces import Namespace
from support.peers import Kea, need

DATA = Path(__file__).resolve().parents[1] / "data" / "kea22"
KEA_SCHEMA = {4: "2.1", 6: "4.0"}
HOOKS = Path("/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_lease_cmds.so")


class Lfc:
    """What kea-lfc made of a file: the bad rows by number, and the file it wrote."""

    def __init__(self, text: bytes, family: int, folder: Path) -> None:
        need("kea-lfc")
        folder.mkdir(exist_ok=True)
        (folder / "x.1").write_bytes(text)
        program = shutil.which("kea-lfc", path=os.environ["PATH"] + ":/usr/sbin") or "kea-lfc"
        names = [
            f"-{flag}{folder / name}" for flag, name in zip("xiofp", ["x.2", "x.1", "x.o", "x.f", "x.p"], strict=True)
        ]
        done = subprocess.run(
            [program, f"-{family}", "-d", *names, "-cx"],
            env=os.environ | {"KEA_PIDFILE_DIR": str(folder), "KEA_LOCKFILE_DIR": str(folder)},
            capture_output=True,
            check=True,
            timeout=30,
        )
        log = (done.stdout + done.stderr).decode(errors="backslashreplace")
        self.bad = {int(row): reason for row, reason in re.findall(r"discarding row (\d+), error: ([^\n]*)", log)}
        counts = re.search(r"LFC_READ_STATS Leases: (\d+), attempts: \d+, errors: (\d+)", log)
        assert counts is not None
        self.read = int(counts[1])
        self.path = folder / "x.2"


def kept(leases: Snapshot, odd: set[str]) -> dict[str, bytes]:
    """The rows as Kea 2.2 would write them: contexts compared as values, texts up to a NUL.

    ``odd`` leases have a host name that breaks the row when that Kea writes it, or a context that only Kea can read.
    """
    lines = {}
    for address, lease in leases.items():
        if address in odd:
            continue
        fields = {"user_context": repr(lease.context), "hostname": lease.hostname.partition("\0")[0]}
        plain = type(lease)(**{name: getattr(lease, name) for name in type(lease).__slots__} | fields | {"pool_id": 0})
        lines[address] = plain.line()
    return lines


def as_kea(text: bytes, family: int, folder: Path) -> None:
    """Our exact reader and our columns against kea-lfc on one file."""
    theirs = Lfc(text, family, folder)
    path = folder / "ours.csv"
    path.write_bytes(text)
    ours = Snapshot(path)
    found = {bad.row: bad.reason for bad in ours.bad}
    # A reason may hold octets that end a line of the log: its beginning is compared.
    for row in sorted(found.keys() | theirs.bad.keys()):
        assert found.get(row, "kept").startswith(theirs.bad.get(row, "kept").rstrip()), (row, text.split(b"\n"))
    assert ours.read == theirs.read
    again = Snapshot(theirs.path)
    odd = {row.address for row in ours.values() if "\n" in row.hostname or (row.user_context and not row.context)}
    assert kept(ours, odd) == kept(again, odd)
    assert len(odd) < 12
    with read_columns(path) as columns:
        assert {row.address: row for row in columns.rows()} == dict(ours)


@pytest.mark.parametrize("name", ["leases4", "leases6", "malformed4"])
def test_real_files(name: str, tmp_path: Path) -> None:
    as_kea((DATA / f"kea22-{name}.csv").read_bytes(), 6 if name.endswith("6") else 4, tmp_path)


def varied(family: int, seed: int) -> bytes:
    """A file with every odd value in some row, each alone among good ones; fewer bad rows than kea-lfc bears."""
    if family == 4:
        header, good = corpus.HEADER4, b"10.0.%d.1,02:00:00:00:00:01,01:02:03,600,1999999999,1,0,0,h,0,".split(b",")
        odd: list[tuple[int, list[bytes]]] = [
            (0, corpus.ADDRESSES4), (1, corpus.HARDWARE), (2, corpus.CLIENTS), (3, corpus.NUMBERS),
            (4, corpus.EXPIRIES), (5, corpus.NUMBERS), (6, corpus.BOOLEANS), (7, corpus.BOOLEANS), (8, corpus.NAMES),
            (9, corpus.NUMBERS), (10, corpus.CONTEXTS),
        ]  # fmt: skip  # by column
    else:
        header = corpus.HEADER6
        good = b"2001:db8::%d,00:01:02,600,1999999999,1,400,0,1,128,0,0,h,02:00:00:00:00:01,0,,1,0".split(b",")
        odd = [
            (0, corpus.ADDRESSES6), (1, corpus.CLIENTS), (2, corpus.NUMBERS), (3, corpus.EXPIRIES), (4, corpus.NUMBERS),
            (5, corpus.NUMBERS), (6, corpus.NUMBERS), (7, corpus.NUMBERS), (8, corpus.NUMBERS), (9, corpus.BOOLEANS),
            (11, corpus.NAMES), (12, corpus.HARDWARE), (13, corpus.NUMBERS), (14, corpus.CONTEXTS),
            (15, corpus.NUMBERS), (16, corpus.NUMBERS),
        ]  # fmt: skip  # by column
    rows = []
    for column, values in odd:
        for value in values:
            fields = [field % len(rows) if b"%d" in field else field for field in good]
            fields[column] = value
            rows.append(b",".join(fields))
    rows += [b",".join(good[:cut]) % 250 for cut in range(1, len(good))]
    random.Random(seed).shuffle(rows)
    return b"\n".join([header, *rows[:130], b"", b",7", b""])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("family", [4, 6])
def test_odd_values(family: int, seed: int, tmp_path: Path) -> None:
    as_kea(varied(family, seed), family, tmp_path)


def sample(family: int) -> list[LeaseRow]:
    context = '{ "ISC": { "a": "x, y" } }'
    if family == 4:
        mac = bytes.fromhex("020000000001")
        return [
            LeaseRow4("10.0.0.1", mac, b"\x01" + mac, 600, 2999999999, 1, True, False, "pc1.example.org.", 0, context),
            LeaseRow4("10.0.0.2", mac, b"", 0xFFFFFFFF, 6294967294, 1, hostname='a, b & "c" \udce9'),
            LeaseRow4("10.0.0.3", b"", b"", 86400, 2999999999, 1, state=1),
            LeaseRow4("10.0.0.4", mac, b"", 600, 2999999999, 1, False, True, "h", 0, "", 5),
        ]
    duid = bytes.fromhex("0003000102000000000a")
    return [
        LeaseRow6(
            "2001:db8:1::1", duid, 600, 2999999999, 1, 400, 0, 7, 128, True, False, "pc1", b"\2\0", 0, context, 1, 2
        ),
        LeaseRow6("2001:db8:2::", duid, 0xFFFFFFFF, 6294967294, 1, 0xFFFFFFFF, 2, 0xFFFFFFFF, 56),
        LeaseRow6("2001:db8:1::3", b"\0", 600, 2999999999, 1, 400, 0, 8, state=1),
    ]


@pytest.mark.parametrize("family", [4, 6])
def test_kea_writes_our_rows_octet_for_octet(family: int, tmp_path: Path) -> None:
    """kea-lfc copies a file of ours, of its own schema and of the newest, and the rows come out as we wrote them."""
    own = find_schema(family, KEA_SCHEMA[family])
    rows = sorted(sample(family), key=lambda row: row.packed or b"")
    wanted = own.header + b"".join(row.line(len(own.columns)) for row in rows)
    for schema in (own, find_schema(family)):
        ours = tmp_path / f"{schema.version}.csv"
        with LeaseWriter(ours, schema) as writer:
            writer.append([row.line(len(schema.columns)) for row in sample(family)])
        theirs = Lfc(ours.read_bytes(), family, tmp_path / schema.version)
        assert (theirs.bad, theirs.read) == ({}, len(rows))
        assert theirs.path.read_bytes() == wanted


def configuration(folder: Path, family: int) -> dict[str, Any]:
    if not HOOKS.exists():
        pytest.skip(f"not installed: {HOOKS.name}")
    identity = {"type": "EN", "enterprise-id": 2495, "identifier": "0123456789", "persist": False}
    return {
        **({} if family == 4 else {"server-id": identity}),
        "interfaces-config": {"interfaces": []},
        "lease-database": {"type": "memfile", "name": str(folder / "leases.csv"), "lfc-interval": 0},
        "hooks-libraries": [{"library": str(HOOKS)}],
        "expired-leases-processing": {"reclaim-timer-wait-time": 0},
        f"subnet{family}": [
            {"id": 1, "subnet": "10.0.0.0/8" if family == 4 else "2001:db8::/32"},
        ],
    }


def of_api(lease: dict[str, Any]) -> tuple[Any, ...]:
    names = ("ip-address", "valid-lft", "cltt", "subnet-id", "state", "hostname", "hw-address", "client-id", "duid")
    return tuple(lease.get(name) for name in (*names, "user-context", "iaid", "prefix-len", "preferred-lft"))


def of_row(row: LeaseRow) -> tuple[Any, ...]:
    is_v6 = isinstance(row, LeaseRow6)
    hardware = row.hwaddr.hex(":") if row.hwaddr or not is_v6 else None
    name = row.hostname.encode(errors="surrogateescape").decode("latin-1")
    common = (row.address, row.valid_lifetime, row.cltt, row.subnet_id, row.state, name, hardware)
    if isinstance(row, LeaseRow6):
        prefix = row.prefix_len if row.lease_type == 2 else None
        return (*common, None, row.duid.hex(":"), row.context, row.iaid, prefix, row.pref_lifetime)
    return (*common, row.client_id.hex(":") or None, None, row.context, None, None, None)


@pytest.mark.parametrize("family", [4, 6])
def test_a_server_takes_our_file_over(family: int, tmp_path: Path) -> None:
    """Kea starts with our files (a cleaned-up set, newest schema), answers what we wrote, and we read what it adds."""
    schema = find_schema(family)
    path = tmp_path / "leases.csv"
    rows = sample(family)
    with LeaseWriter(path, schema) as writer:
        writer.append([row.line() for row in rows[:2]])
        assert writer.rotate()
        assert clean_up(path, schema) is not None
        writer.append([row.line() for row in rows[2:]])
    ours = {row.address: of_row(row) for row in Snapshot(path).values()}
    assert len(ours) == len(rows)
    with Namespace() as place, Kea(place, family, configuration(tmp_path, family), tmp_path) as kea:
        answer = kea.command(f"lease{family}-get-all")
        assert {lease["ip-address"]: of_api(lease) for lease in answer["arguments"]["leases"]} == ours
        if family == 4:
            added = {"ip-address": "10.0.0.9", "hw-address": "02:00:00:00:00:09", "hostname": "a,b&c", "subnet-id": 1}
        else:
            added = {
                "ip-address": "2001:db8::9",
                "duid": "00:03:00:01:02",
                "iaid": 9,
                "hostname": "a,b",
                "subnet-id": 1,
            }
        assert kea.command(f"lease{family}-add", added)["result"] == 0
        gone = {"ip-address": rows[0].address}
        assert kea.command(f"lease{family}-del", gone)["result"] == 0
        answer = kea.command(f"lease{family}-get-all")
        theirs = {lease["ip-address"]: of_api(lease) for lease in answer["arguments"]["leases"]}
        assert {row.address: of_row(row) for row in Snapshot(path).values()} == theirs
        with read_columns(path) as columns:
            assert {row.address: of_row(row) for row in columns.rows()} == theirs


@pytest.mark.parametrize("family", [4, 6])
def test_our_server_and_kea_take_the_file_from_each_other(family: int, tmp_path: Path) -> None:
    """Leases that our server gave are Kea's after it, and what Kea changed is ours again."""
    path = tmp_path / "leases.csv"
    told: list[str] = []

    def ours(engine: Engine4 | Engine6) -> Persistence:
        return Persistence(Kept(str(path), "batch", 0), engine, time.time_ns, time.time_ns, told.append)

    def engine() -> Engine4 | Engine6:
        if family == 4:
            return Engine4(config4({"subnet": "10.0.0.0/8", "pools": [{"pool": "10.0.0.1-10.0.0.99"}]}))
        return Engine6(config6({"subnet": "2001:db8::/32"}), SERVER_DUID)

    first = engine()
    store = ours(first)
    for client in (1, 2):
        if isinstance(first, Engine4):
            lease4(first, client, time.time_ns(), opt4(61, bytes((1, 2, client))))
        else:
            answer6(first, message6(3, na(client), pd(client), server=SERVER_DUID), time.time_ns())
    assert store.record()
    store.close()
    written = {row.address: of_row(row) for row in Snapshot(path).values()}
    assert len(written) == (2 if family == 4 else 4)
    assert Lfc(path.read_bytes(), family, tmp_path / "lfc").read == len(written)
    with Namespace() as place, Kea(place, family, configuration(tmp_path, family), tmp_path) as kea:
        answer = kea.command(f"lease{family}-get-all")
        assert {lease["ip-address"]: of_api(lease) for lease in answer["arguments"]["leases"]} == written
        gone = next(iter(written))
        assert kea.command(f"lease{family}-del", {"ip-address": gone})["result"] == 0
    again = engine()
    store = ours(again)
    found = [str(ip_address(lease.address)) for book in books_of(again) for lease in book.leases()]
    assert sorted(found) == sorted(written.keys() - {gone})
    assert not told
    store.close()
