"""Leases that Kea writes into real databases, read beside Kea itself; and the tables of releases that are not here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from dhcptools.cli.tree import run
from dhcptools.leases.access import Access
from dhcptools.leases.query import Query
from dhcptools.leases.results import ListReading
from dhcptools.leases.sql import SqlReading, sql_stores
from interop.test_leases import configuration, leases
from support.certificates import certificate
from support.command import dhcptool
from support.databases import PASSWORD, Maria, Postgres
from support.lease_schemas import valid
from support.namespaces import Namespace
from support.peers import Kea
from support.terminal import at_terminal

STRANGE = [
    {"hostname": "caf\u00c3\u00a9", "client-id": "01:02:00:00:00:00:07", "user-context": {"n": 1, "who": "bob, it"}},
    {"hostname": "MixedCase.", "state": 1},
    {"hostname": "a%b'c\\d\"e", "fqdn-fwd": True, "valid-lft": 3000},
]


@pytest.fixture(scope="module", params=[Postgres, Maria], ids=["pgsql", "mysql"])
def database(request: pytest.FixtureRequest) -> Iterator[Postgres | Maria]:
    with request.param() as server:
        yield server


@pytest.fixture
def login(tmp_path: Path) -> list[str]:
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    return ["--password-file", str(tmp_path / "password")]


Shown = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str], database: Postgres | Maria, monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What a command on leases says as JSON, without where it is from; in this process, since many are asked."""
    for name, value in database.environment.items():
        monkeypatch.setenv(name, value)

    def ask(*arguments: str) -> list[dict[str, Any]]:
        code = run(["leases", *arguments, "--json"])
        out, err = capsys.readouterr()
        assert (code, err) == (0, "")
        found = valid(out)
        for entry in found:
            entry.pop("source")
            entry.pop("time", None)
        return found

    return ask


def test_what_kea_writes(database: Postgres | Maria, tmp_path: Path, login: list[str], shown: Shown) -> None:
    database.init("kea")
    source = database.source("kea")
    assert shown("show", source, *login) == []
    both: list[dict[str, Any]] = []
    for family in (4, 6):
        folder = tmp_path / str(family)
        folder.mkdir()
        config = {**configuration(folder, family), "lease-database": database.lease_database("kea")}
        with Namespace() as place, Kea(place, family, config, folder, **database.environment) as kea:
            given = leases(family)
            for number, lease in enumerate(given):
                more = STRANGE[number] if number < len(STRANGE) else {}
                answer = kea.command(f"lease{family}-add", {"subnet-id": 7, **lease, **more})
                assert answer["result"] == 0, answer
            by_socket = shown("show", "--all", f"unix:{kea.control}")
            assert len(by_socket) == len(given)
            both += by_socket
            file = str(folder / f"kea-dhcp{family}.conf")
            assert shown("show", "--all", "--config", file) == by_socket
            assert shown("show", "--all", source, *login, f"-{family}") == by_socket
            counted = [shown("stats", *words) for words in (["--config", file], [f"unix:{kea.control}"])]
            for counts in (found[0]["subnets"][0] for found in counted):
                assert counts.pop("expired") in {0, None}  # a server does not tell
                if family == 6:
                    assert counts["prefixes"].pop("expired") in {0, None}
            assert counted[0][0]["subnets"] == counted[1][0]["subnets"]
            exact = shown("stats", "--config", file, "--scan")
            assert exact == shown("stats", f"unix:{kea.control}", "--scan")
            assert exact[0]["total"]["declined"] == 1
    assert shown("show", "--all", source, *login) == both
    infinite = [lease for lease in both if lease["expires"] is None]
    assert [(lease["address"], lease["active"]) for lease in infinite] == [("10.0.0.3", True)]
    assert {lease["iaid"] for lease in both if lease["type"] != "V4"} == {4294967295}
    zone = (
        "SET GLOBAL time_zone = '+05:00'"
        if isinstance(database, Maria)
        else "ALTER DATABASE kea SET timezone = 'Asia/Tokyo'"
    )
    database.sql("kea", zone)
    ran = dhcptool(tmp_path, "leases", "show", "--all", "--json", source, *login, TZ="America/New_York")
    assert [json.loads(line) | {"source": ""} for line in ran.stdout.splitlines()] == [
        {**lease, "source": ""} for lease in both
    ]
    listing = dhcptool(tmp_path, "leases", "show", "--style", "list-leases", source, *login, "-4").stdout.splitlines()
    assert listing[0] == f"DHCPv4 leases:  {len(leases(4))}"
    for store in sql_stores(source, Access(password=PASSWORD)):
        with closing(SqlReading(store)) as reading:
            every = list(reading.select(Query(0, all=True)))
            assert len(every) == len(reading) == len(leases(store.family))
            for query in queries(every[0].starts or 0):
                assert list(reading.select(query)) == list(ListReading(every, []).select(query)), query


def queries(now: int) -> Iterator[Query]:
    """Questions of every kind, at times around those of the leases."""
    for at in (now, now + 60, now + 7200, now + 7201, 1 << 31, 1 << 40):
        yield Query(at)
        for states in (["active"], ["expired"], ["declined"], ["default", "reclaimed"], ["released"], ["free"]):
            yield Query(at, states=frozenset(states))
        yield Query(at, expires_within=4000)
        yield Query(at, expires_within=1 << 33)
    for sort in ("address", "expires", "hostname", "hwaddr", "iaid", "user_context"):
        for descending in (False, True):
            for limit in (None, 0, 2):
                yield Query(0, all=True, sort=sort, descending=descending, limit=limit)
    yield Query(0, all=True, subnet_ids=frozenset((7, 1 << 40)))
    yield Query(0, all=True, subnet_ids=frozenset((8,)))
    yield Query(0, all=True, hostname="CAF*", limit=1)
    yield Query(0, all=True, hwaddr=bytes.fromhex("020000000001"))
    yield Query(0, all=True, client_id=bytes.fromhex("01020000000007"))
    yield Query(0, all=True, duid=bytes.fromhex("00030001020000000001"))
    for prefixes in (["10.0.0.2/31"], ["2001:db8::/126", "10.0.1.0/24"], ["2001:db8:8000::/36"], ["2001:db8::2/128"]):
        yield Query(0, all=True, prefixes=tuple(map(ip_network, prefixes)), limit=1)
        yield Query(0, all=True, prefixes=tuple(map(ip_network, prefixes)), descending=True)


NEWER = {
    "pgsql": (
        """
        CREATE TABLE schema_version (version INT, minor INT);
        INSERT INTO schema_version VALUES (34, 0);
        CREATE TABLE lease4 (address BIGINT PRIMARY KEY, hwaddr BYTEA, client_id BYTEA, valid_lifetime BIGINT,
            expire TIMESTAMP WITH TIME ZONE, subnet_id BIGINT, fqdn_fwd BOOLEAN, fqdn_rev BOOLEAN,
            hostname VARCHAR(255), state BIGINT, user_context TEXT, relay_id BYTEA, remote_id BYTEA,
            pool_id BIGINT NOT NULL DEFAULT 0);
        CREATE TABLE lease6 (address INET PRIMARY KEY, duid BYTEA, valid_lifetime BIGINT,
            expire TIMESTAMP WITH TIME ZONE, subnet_id BIGINT, pref_lifetime BIGINT, lease_type SMALLINT, iaid INT,
            prefix_len SMALLINT, fqdn_fwd BOOLEAN, fqdn_rev BOOLEAN, hostname VARCHAR(255), hwaddr BYTEA,
            hwtype SMALLINT, hwaddr_source SMALLINT, state BIGINT, user_context TEXT,
            pool_id BIGINT NOT NULL DEFAULT 0);
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
        """,
        "to_timestamp({})", "'{}'", "decode('{}', 'hex')", ("true", "false"), -1,
    ),
    "mysql": (
        """
        CREATE TABLE schema_version (version INT, minor INT);
        INSERT INTO schema_version VALUES (35, 0);
        CREATE TABLE lease4 (address INT UNSIGNED PRIMARY KEY, hwaddr VARBINARY(20), client_id VARBINARY(255),
            valid_lifetime INT UNSIGNED, expire TIMESTAMP NULL, subnet_id INT UNSIGNED, fqdn_fwd BOOL, fqdn_rev BOOL,
            hostname VARCHAR(255), state INT UNSIGNED, user_context TEXT, relay_id VARBINARY(255),
            remote_id VARBINARY(255), pool_id INT UNSIGNED NOT NULL DEFAULT 0) CHARACTER SET utf8mb4;
        CREATE TABLE lease6 (address BINARY(16) PRIMARY KEY, duid VARBINARY(130), valid_lifetime INT UNSIGNED,
            expire TIMESTAMP NULL, subnet_id INT UNSIGNED, pref_lifetime INT UNSIGNED, lease_type TINYINT,
            iaid INT UNSIGNED, prefix_len TINYINT UNSIGNED, fqdn_fwd BOOL, fqdn_rev BOOL, hostname VARCHAR(255),
            hwaddr VARBINARY(20), hwtype SMALLINT UNSIGNED, hwaddr_source INT UNSIGNED, state INT UNSIGNED,
            user_context TEXT, pool_id INT UNSIGNED NOT NULL DEFAULT 0) CHARACTER SET utf8mb4;
        GRANT SELECT ON newer.* TO reader@'127.0.0.1';
        """,
        "FROM_UNIXTIME({})", "INET6_ATON('{}')", "x'{}'", ("1", "0"), 4294967295,
    ),
}  # fmt: skip  # tables as Kea 3.2 makes them, and how values are written


def rows(kind: str) -> str:
    """Leases of both families, 6001 of DHCPv4, in the words of a database."""
    _, time, address, octets, (yes, no), iaid = NEWER[kind]
    mac = octets.format("020000000001")
    four = [
        f"({0x0A000000 + number}, {mac}, {octets.format('')}, 600, {time.format(1795237000 + number)}, 7, {yes}, {no}, "
        f"'caf\u00e9{number}', {number % 5}, '{{ \"n\": {number} }}', NULL, NULL, {number % 3})"
        for number in range(6000)
    ]
    four.append(
        f"({0xFFFFFFFE}, {octets.format('')}, NULL, 4294967295, {time.format(1795237000)}, 7, {no}, {no}, '', "
        "NULL, NULL, NULL, NULL, 0)"
    )
    six = [
        f"({address.format(text)}, {octets.format('000000')}, 600, {time.format(1795237000)}, 7, 300, {kind_of}, "
        f"{iaid}, {length}, {no}, {yes}, 'h', {mac}, 1, 2, 1, '', 5)"
        for text, kind_of, length in (("2001:db8::10", 0, 128), ("2001:db8::2", 0, 128), ("2001:db8:1::", 2, 56))
    ]
    return f"INSERT INTO lease4 VALUES {', '.join(four)}; INSERT INTO lease6 VALUES {', '.join(six)};"


def test_the_tables_of_kea_3_2(database: Postgres | Maria, login: list[str], shown: Shown) -> None:
    database.create("newer")
    database.sql("newer", NEWER[database.scheme][0] + rows(database.scheme))
    source = database.source("newer", "reader")
    found = shown("show", "--all", source, *login, "-4")
    assert [lease["address"] for lease in found[:-1]] == [f"10.0.{n >> 8}.{n & 255}" for n in range(6000)]
    assert found[-1] | {"address": "255.255.255.254", "expires": None, "active": True, "state": "default"} == found[-1]
    assert found[4] | {"hostname": "caf\u00e94", "user_context": {"n": 4}, "pool_id": 1, "state": "registered",
                       "expires": "2026-11-21T04:56:44Z", "fqdn_fwd": True} == found[4]  # fmt: skip  # a lease
    six = shown("show", "--all", source, *login, "-6")
    assert [(lease["address"], lease["prefix_len"], lease["type"], lease["iaid"]) for lease in six] == [
        ("2001:db8::2", 128, "IA_NA", 4294967295), ("2001:db8::10", 128, "IA_NA", 4294967295),
        ("2001:db8:1::", 56, "IA_PD", 4294967295),
    ]  # fmt: skip  # by address
    assert {(lease["duid"], lease["state"], lease["pool_id"], lease["hwaddr"]) for lease in six} == {
        ("000000", "declined", 5, "02:00:00:00:00:01")
    }
    few = shown("show", "--all", source, *login, "-4", "--limit", "5001", "--desc")
    assert [lease["address"] for lease in few] == [lease["address"] for lease in found[::-1][:5001]]
    for store in sql_stores(source, Access(password=PASSWORD)):
        with closing(SqlReading(store)) as reading:
            every = list(reading.select(Query(0, all=True)))
            for query in list(queries(1795237000))[:: 1 if store.family == 6 else 9]:
                assert list(reading.select(query)) == list(ListReading(every, []).select(query)), query
    # There are no counters in these tables: leases are counted one by one.
    (counts,) = shown("stats", source, *login, "-4", "--now", "1795240000")
    assert (counts["total"]["declined"], counts["total"]["assigned"]) == (
        600,
        2 * 600 + 1,
    )  # the later half of those that are held or declined


def test_certificates(database: Postgres | Maria, tmp_path: Path, login: list[str]) -> None:
    database.create("tls")
    source = database.source("tls")
    for authority, reason in (
        (database.certificate, "schema_version"),
        (certificate(tmp_path, "other"), "certificate"),
    ):
        ran = dhcptool(tmp_path, "leases", "show", source, *login, "--ca", str(authority.cert))
        assert (ran.returncode, reason in ran.stderr) == (5, True), ran.stderr


def test_who_may_not_read(database: Postgres | Maria, tmp_path: Path, login: list[str]) -> None:
    database.create("empty")
    (tmp_path / "wrong").write_text("falsch")
    source = database.source("empty")
    for words, reason, fix in (
        ([source, "--password-file", str(tmp_path / "wrong")], "kea", "--password-file"),
        ([source], "kea", "--password-file"),
        ([source, *login], "schema_version", "lease-database"),
        ([database.source("none"), *login], "none", ""),
        ([source.replace(str(database.port), "1"), *login], "refused", "host"),
    ):
        ran = dhcptool(tmp_path, "leases", "show", *words)
        assert (ran.returncode, ran.stdout) == (5, "")
        assert reason in ran.stderr
        assert fix in ran.stderr
        assert PASSWORD not in ran.stderr
        assert "falsch" not in ran.stderr


def test_a_person_is_asked_for_the_password(database: Postgres | Maria, tmp_path: Path) -> None:
    """Once: the connections after the first use what was typed."""
    database.create("asked")
    kind = database.scheme
    database.sql("asked", NEWER[kind][0].replace("newer", "asked") + rows(kind))
    source = database.source("asked", "reader")
    for typed, code, words in (
        (PASSWORD, 0, "10.0.0.3"), ("falsch", 5, "cannot open"), ("", 5, "cannot open"), ("\x03", 130, ""),
    ):  # fmt: skip  # what is typed, and what comes of it
        told = at_terminal(
            tmp_path, "leases", "show", source, "-4", "--all", "--limit", "5", typed=f"{typed}\n".encode()
        )
        assert (told.returncode, told.echoed, told.echoes_after) == (code, False, True), told.shown
        assert told.shown.count("Password of reader at") == 1
        assert words in told.shown
        assert PASSWORD not in told.shown


OLDER = {
    "pgsql": (("5", "1"), ("6", "1"), ("6", "2")),
    "mysql": (("8", "2"), ("9", "3"), ("12", "0")),
}
"""The schemas of Kea 1.6, 1.8 and 2.0; PostgreSQL's of 2.0 is that of 1.8 but for its minor number."""


def script(kind: str, version: str, minor: str) -> str:
    """The beginning of Kea's own script, up to where it has made this schema."""
    path = Path(f"/usr/share/kea/scripts/{kind}/dhcpdb_create.{kind}")
    if not path.exists():
        pytest.skip(f"not installed: {path} (tests/peers.sh installs the peers)")
    text = path.read_text()
    mark = re.search(
        rf"UPDATE schema_version\s+SET version\s*=\s*'{version}',\s*minor\s*=\s*'{minor}';", text, re.MULTILINE
    )
    assert mark is not None, (version, minor)
    return text[: mark.end()] + "\nCOMMIT;\n"


@pytest.mark.parametrize("release", range(3), ids=["1.6", "1.8", "2.0"])
def test_the_tables_of_older_releases(database: Postgres | Maria, login: list[str], shown: Shown, release: int) -> None:
    kind = database.scheme
    version, minor = OLDER[kind][release]
    name = f"older{release}"
    database.create(name)
    database.sql(name, script(kind, version, minor))
    _, time, _, octets, (yes, no), iaid = NEWER[kind]
    mac, end = octets.format("020000000001"), time.format(1795237600)
    names = "valid_lifetime, expire, subnet_id, fqdn_fwd, fqdn_rev, hostname, state, user_context, hwaddr"
    rest = f"{{0}}, {end}, 7, {yes}, {no}, 'h', {{1}}, '{{{{ \"n\": 1 }}}}', {mac}"
    six = ", ".join(
        f"('{address}', {octets.format('00030001020000000001')}, 300, {kind_of}, {iaid}, {length}, "
        f"{rest.format(600, state)})"
        for address, kind_of, length, state in (("2001:db8::10", 0, 128, 0), ("2001:db8::2", 0, 128, 1),
                                                ("2001:db8:1::", 2, 56, 0))
    )  # fmt: skip  # three leases
    database.sql(
        name,
        f"INSERT INTO lease4 (address, client_id, {names}) VALUES "
        f"({0x0A000009}, NULL, {rest.format(600, 0)}), ({0x0A000002}, NULL, {rest.format(4294967295, 0)});"
        f"INSERT INTO lease6 (address, duid, pref_lifetime, lease_type, iaid, prefix_len, {names}) VALUES {six};"
        + ("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;" if kind == "pgsql"
           else f"GRANT SELECT ON {name}.* TO reader@'127.0.0.1';"),
    )  # fmt: skip  # words of SQL
    source = database.source(name, "reader")
    found = shown("show", "--all", source, *login)
    assert [(lease["address"], lease["type"], lease["state"], lease["iaid"]) for lease in found] == [
        ("10.0.0.2", "V4", "default", None), ("10.0.0.9", "V4", "default", None),
        ("2001:db8::2", "IA_NA", "declined", 4294967295), ("2001:db8::10", "IA_NA", "default", 4294967295),
        ("2001:db8:1::", "IA_PD", "default", 4294967295),
    ]  # fmt: skip  # by address
    for lease in found:
        assert lease | {"hwaddr": "02:00:00:00:00:01", "hostname": "h", "subnet_id": 7, "fqdn_fwd": True,
                        "fqdn_rev": False, "user_context": {"n": 1}, "pool_id": 0} == lease  # fmt: skip  # alike
    assert [lease["expires"] for lease in found] == [None] + ["2026-11-21T05:06:40Z"] * 4
    (inside,) = shown("show", "--all", source, *login, "--in", "2001:db8::10/128")
    assert inside["address"] == "2001:db8::10"
    # The counters of the database, which triggers keep, and the leases one by one say the same.
    now = ("--now", "1795237000")
    for family in ("-4", "-6"):
        (counted,), (scanned,) = (shown("stats", source, *login, family, *now, *more) for more in ((), ("--scan",)))
        for key in ("assigned", "declined"):
            assert counted["total"][key] == scanned["total"][key]
