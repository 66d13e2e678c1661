from __future__ import annotations

import pytest

from dhcptools.kea.api.endpoint import Credentials, Endpoint, is_endpoint, parse_endpoint


@pytest.mark.parametrize(
    ("text", "endpoint", "user", "password", "shown"),
    [
        ("unix:/run/k", Endpoint("/run/k"), "", "", "unix:/run/k"),
        ("unix:///run/k", Endpoint("/run/k"), "", "", "unix:/run/k"),
        ("unix:k.sock", Endpoint("k.sock"), "", "", "unix:k.sock"),
        ("http://kea1:8000/", Endpoint("", "kea1", 8000), "", "", "http://kea1:8000/"),
        ("http://kea1", Endpoint("", "kea1", 80), "", "", "http://kea1:80/"),
        ("https://u:p%40@kea1/x", Endpoint("", "kea1", 443, True, "/x"), "u", "p@", "https://kea1:443/x"),
        ("http://[2001:db8::1]:1/", Endpoint("", "2001:db8::1", 1), "", "", "http://[2001:db8::1]:1/"),
    ],
)
def test_endpoints(text: str, endpoint: Endpoint, user: str, password: str, shown: str) -> None:
    assert is_endpoint(text)
    assert parse_endpoint(text) == (endpoint, user, password)
    assert str(endpoint) == shown


@pytest.mark.parametrize(
    "text",
    [
        "unix:", "http://", "http://u:geheim@kea1:99999999/", "http://u:geheim@[1/", "http://u:geheim@kea1\u2100/",
        "http://kea1/?a", "http://kea1/#a", "http://kea1/a b", "http://kea1/\u00e9", "https:///x",
    ],
)  # fmt: skip  # many small ones
def test_what_is_none_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+") as caught:
        parse_endpoint(text)
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_files_are_no_endpoints_and_credentials_are_not_shown() -> None:
    assert not is_endpoint("/var/lib/kea/kea-leases4.csv")
    assert "geheim" not in repr(Credentials("u", "geheim"))
