from __future__ import annotations

from dhcptools.kea.api.endpoint import Credentials, Endpoint
from dhcptools.kea.sql.target import Target
from dhcptools.leases.access import Access, ApiStore, SqlStore


def test_nothing_shows_a_password() -> None:
    store = ApiStore(Endpoint("", "kea1", 8000), 4, Credentials("u", "geheim"))
    assert (store.name, store.kind, store.config) == ("http://kea1:8000/", "api", None)
    assert "geheim" not in repr((store, Access("u", "geheim")))


def test_nothing_shows_the_password_of_a_database() -> None:
    store = SqlStore(Target("mysql", "kea", "db1", user="u", password="geheim"), 6)
    assert (store.name, store.kind) == ("mysql://u@db1/kea", "sql")
    assert "geheim" not in repr(store)
