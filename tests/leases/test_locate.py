from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dhcptools.kea.sql.target import Target
from dhcptools.leases import locate as module
from dhcptools.leases import sql
from dhcptools.leases.access import SqlStore
from dhcptools.leases.faults import StoreError
from dhcptools.leases.locate import Store, locate
from support.lease_tables import Tables, connecting

DATA = Path(__file__).resolve().parents[1] / "data"
HEADER = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname\n"


def config(path: Path, database: object, server: str = "Dhcp4") -> Path:
    path.write_text("// Kea\n" + json.dumps({server: {"lease-database": database} if database else {}}))
    return path


def test_content_decides(tmp_path: Path) -> None:
    assert locate(str(DATA / "leases" / "isc-dhcpd.leases"))[0].kind == "isc"
    assert locate(str(DATA / "leases" / "dnsmasq.leases"))[0].kind == "dnsmasq"
    assert locate(str(DATA / "kea22" / "kea22-leases6.csv"))[0].kind == "memfile"
    (tmp_path / "empty").touch()
    assert locate(str(tmp_path / "empty"))[0].kind == "memfile"
    (tmp_path / "fresh").write_text("# The format of this file is documented\n# by dhcpd\n")
    assert locate(str(tmp_path / "fresh"))[0].kind == "isc"
    (tmp_path / "other").write_text("hello\n")
    with pytest.raises(StoreError, match="no known lease file begins with 'hello'"):
        locate(str(tmp_path / "other"))
    with pytest.raises(StoreError, match="No such file"):
        locate(str(tmp_path / "absent"))


def test_a_directory_holds_sets_of_files(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no lease file"):
        locate(str(tmp_path))
    for name in ("a.csv", "a.csv.1", "a.csv.2", "a.csv.output", "b.csv.1", "c.csv.pid"):
        (tmp_path / name).write_text(HEADER)
    (tmp_path / "notes.txt").write_text("hello\n")
    (tmp_path / "folder").mkdir()
    assert [store.path.name for store in locate(str(tmp_path))] == ["a.csv", "b.csv"]


def test_a_configuration_names_the_file(tmp_path: Path) -> None:
    leases = tmp_path / "leases.csv"
    named = config(tmp_path / "kea.conf", {"type": "memfile", "name": str(leases)})
    with pytest.raises(StoreError, match=r"kea\.conf names it"):
        locate(None, str(named))
    leases.write_text(HEADER)
    assert locate(None, str(named)) == [Store("memfile", leases, named)]


@pytest.mark.parametrize(
    ("database", "server", "why"),
    [
        ({"type": "cql", "name": "kea", "password": "secret"}, "Dhcp4", "it keeps them in cql"),
        ({"type": "mysql", "password": "secret"}, "Dhcp4", "it keeps them in mysql"),
        ({"type": "memfile", "persist": False}, "Dhcp6", "in memory alone"),
        ({"type": "memfile"}, "DhcpDdns", "it has neither Dhcp4 nor Dhcp6"),
    ],
)
def test_configurations_without_a_file(tmp_path: Path, database: object, server: str, why: str) -> None:
    path = config(tmp_path / "kea.conf", database, server)
    with pytest.raises(StoreError) as caught:
        locate(None, str(path))
    assert why in caught.value.why
    assert "secret" not in str(caught.value)


def test_configurations_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No such file"):
        locate(None, str(tmp_path / "absent.conf"))
    (tmp_path / "broken.conf").write_text("{ nope")
    with pytest.raises(StoreError, match=r"broken\.conf:1"):
        locate(None, str(tmp_path / "broken.conf"))


def test_the_host_is_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kea, dnsmasq = tmp_path / "kea-dhcp4.conf", tmp_path / "dnsmasq.leases"
    monkeypatch.setattr(module, "CONFIGURATIONS", (kea,))
    monkeypatch.setattr(module, "KEA_FOLDERS", (str(tmp_path / "kea"),))
    monkeypatch.setattr(module, "USUAL", (dnsmasq, tmp_path / "kea" / "kea-leases4.csv"))
    with pytest.raises(StoreError, match="there are no leases on this host"):
        locate()
    config(kea, None)
    with pytest.raises(StoreError, match="names it"):
        locate()
    dnsmasq.write_bytes((DATA / "leases" / "dnsmasq.leases").read_bytes())
    assert locate() == [Store("dnsmasq", dnsmasq)]
    (tmp_path / "kea").mkdir()
    (tmp_path / "kea" / "kea-leases4.csv").write_text(HEADER)
    assert locate() == [Store("memfile", tmp_path / "kea" / "kea-leases4.csv", kea), Store("dnsmasq", dnsmasq)]


def test_a_configuration_that_names_a_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "connect", connecting(Tables(Target("mysql", "kea"))))
    path = config(tmp_path / "kea.conf", {"type": "mysql", "name": "kea", "user": "k", "password": "secret"}, "Dhcp6")
    (store,) = locate(None, str(path))
    assert isinstance(store, SqlStore)
    assert (store.name, store.family, store.config) == ("mysql://k@localhost/kea", 6, path)
    monkeypatch.setattr(module, "CONFIGURATIONS", (path,))
    monkeypatch.setattr(module, "USUAL", ())
    assert locate() == [store]
    assert locate("mysql://k@localhost/kea")[0].name == store.name


def test_the_lease_file_of_a_dhcpd_conf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "dhcpd.conf"
    config.write_text("subnet 10.0.0.0 netmask 255.0.0.0 { }\n")
    monkeypatch.setattr("dhcptools.leases.locate.USUAL", (tmp_path / "dhcpd6.leases", tmp_path / "dhcpd.leases"))
    with pytest.raises(StoreError, match="no lease file"):
        locate(None, str(config))
    (tmp_path / "dhcpd.leases").write_text("# empty\n")
    (store,) = locate(None, str(config))
    assert (store.kind, store.name, store.config) == ("isc", str(tmp_path / "dhcpd.leases"), config)
    config.write_text(f'lease-file-name "{tmp_path}/other";\nsubnet 10.0.0.0 netmask 255.0.0.0 {{ }}\n')
    (tmp_path / "other").write_text("# empty\n")
    assert [store.name for store in locate(None, str(config))] == [str(tmp_path / "other")]
    config.write_text("subnet 10.0.0.0 netmask 255.0.0.0 {\n")
    with pytest.raises(StoreError, match="cannot read"):
        locate(None, str(config))


def test_a_directory_of_files_that_nobody_may_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.csv").write_text("address,\n")
    (tmp_path / "other").write_text("nothing known\n")
    opened = Path.open

    def refuse(self: Path, *arguments: Any) -> Any:
        if self.name == "x.csv":
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(StoreError) as caught:
        locate(str(tmp_path))
    assert caught.value.why == "Permission denied"


def test_a_url_of_something_else_is_refused_without_its_password() -> None:
    with pytest.raises(StoreError, match="the source is a URL of ftp") as caught:
        locate("ftp://admin:hunter2@kea1/")
    assert "hunter2" not in f"{caught.value.what} {caught.value.why} {caught.value.fix}"


def test_of_a_directory_only_what_is_called_leases_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("kea-leases4.csv", "kea-leases6.csv", "secret"):
        (tmp_path / name).write_text(HEADER)
    opened = Path.open

    def refuse(self: Path, *arguments: Any) -> Any:
        if self.name in {"kea-leases6.csv", "secret"}:
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments)

    monkeypatch.setattr(Path, "open", refuse)
    found = [store for store in locate(str(tmp_path)) if isinstance(store, Store)]
    assert [(store.path.name, store.among) for store in found] == [("kea-leases4.csv", True), ("kea-leases6.csv", True)]


def test_a_damaged_line_does_not_hide_what_wrote_the_file(tmp_path: Path) -> None:
    lines = (DATA / "leases" / "dnsmasq.leases").read_bytes().splitlines(keepends=True)
    (tmp_path / "dnsmasq.leases").write_bytes(b"".join([*lines[:2], b"\0\0 \x1b\n", *lines[2:]]))
    assert locate(str(tmp_path / "dnsmasq.leases"))[0].kind == "dnsmasq"


@pytest.mark.parametrize(
    ("name", "octets", "why"),
    [("a.gz", b"\x1f\x8b\x08", "it is compressed"), ("loop", b"", "Too many levels of symbolic links")],
)
def test_what_is_no_lease_file_is_told_with_its_reason(tmp_path: Path, name: str, octets: bytes, why: str) -> None:
    path = tmp_path / name
    if octets:
        path.write_bytes(octets)
    else:
        path.symlink_to(path)
    with pytest.raises(StoreError) as caught:
        locate(str(path))
    assert caught.value.why == why


def test_an_empty_source_is_not_the_present_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kea-leases4.csv").write_text(HEADER)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="the source is empty"):
        locate("")


def test_standard_input_may_be_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_kind", lambda _: "memfile")
    monkeypatch.setattr(module, "piped", lambda _: None)
    assert locate("-") == [Store("memfile", Path("/dev/stdin"))]
