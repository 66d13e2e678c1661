from __future__ import annotations

import pytest

from dhcptools.kea.sql.target import SqlError, Target, configured, is_target, parse_target


@pytest.mark.parametrize(
    ("text", "target", "shown"),
    [
        ("pgsql://kea@db1/leases", Target("postgresql", "leases", "db1", user="kea"), "pgsql://kea@db1/leases"),
        ("postgresql:///kea", Target("postgresql", "kea"), "pgsql:///kea"),
        ("postgres://u:p%40@db1:5432/kea", Target("postgresql", "kea", "db1", 5432, "u", "p@"), "pgsql://u@db1/kea"),
        ("mysql://u@[2001:db8::1]:33/k", Target("mysql", "k", "2001:db8::1", 33, "u"), "mysql://u@[2001:db8::1]:33/k"),
        ("mariadb://db1/kea", Target("mysql", "kea", "db1"), "mysql://db1/kea"),
        ("pgsql://%2Frun%2FX/kea", Target("postgresql", "kea", "/run/X"), "pgsql:///run/X/kea"),
        ("mysql://a%3Ab@db1/k%2F", Target("mysql", "k/", "db1", user="a:b"), "mysql://a:b@db1/k/"),
    ],
)
def test_urls(text: str, target: Target, shown: str) -> None:
    assert is_target(text)
    assert parse_target(text) == target
    assert str(target) == shown


@pytest.mark.parametrize(
    "text",
    [
        "pgsql://", "pgsql://db1", "pgsql://db1/", "pgsql://u:geheim@db1/a/b", "pgsql://u:geheim@db1:x/a",
        "mysql://u:geheim@db1:0/a", "mysql://u:geheim@db1:99999/a", "mysql://u:geheim@2001:db8::1/a", "mysql://[::1/a",
        "pgsql://db1/a?sslmode=off",
    ],
)  # fmt: skip  # many small ones
def test_what_is_none_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(ValueError, match=r"URL|write it") as caught:
        parse_target(text)
    assert "geheim" not in str(caught.value)


def test_other_texts_are_none() -> None:
    for text in ("pgsql", "pgsql:/x", "/var/lib/kea/leases", "unix:/run/kea", "http://db1/kea", "sqlite://x"):
        assert not is_target(text)


def test_lease_database_of_kea() -> None:
    entry: dict[str, object] = {
        "type": "mysql", "name": "leases", "user": "kea", "password": "geheim", "port": 3307, "trust-anchor": "ca.pem",
        "cert-file": "c.pem", "key-file": "k.pem", "lfc-interval": 7,
    }  # fmt: skip  # an entry
    target = configured(entry)
    assert target == Target("mysql", "leases", "localhost", 3307, "kea", "geheim", "ca.pem", "c.pem", "k.pem")
    assert "geheim" not in repr(target)
    found = configured({"type": "postgresql", "name": "x", "host": "db1", "port": "x"})
    assert found == Target("postgresql", "x", "db1")
    assert found.title == "PostgreSQL"
    others: list[dict[str, object]] = [
        {},
        {"type": "memfile", "name": "x"},
        {"type": "mysql"},
        {"type": "cql", "name": "x"},
        {"type": []},
    ]
    for other in others:
        assert configured(other) is None


def test_errors_know_whether_we_were_refused() -> None:
    assert not SqlError("a", "b", "c").refused
