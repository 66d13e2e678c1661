from __future__ import annotations

from dhcptools.kea.api.endpoint import Credentials, Endpoint
from dhcptools.leases.access import Access, ApiStore


def test_nothing_shows_a_password() -> None:
    store = ApiStore(Endpoint("", "kea1", 8000), 4, Credentials("u", "geheim"))
    assert (store.name, store.kind, store.config) == ("http://kea1:8000/", "api", None)
    assert "geheim" not in repr((store, Access("u", "geheim")))
