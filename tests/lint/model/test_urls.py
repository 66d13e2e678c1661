from __future__ import annotations

import pytest

from dhcptools.lint.model.urls import Url, canonical, is_loopback, is_wildcard, read_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://192.0.2.1:8000/", Url("http", "192.0.2.1", 8000)),
        ("HTTPS://[2001:db8::1]:8443", Url("https", "2001:db8::1", 8443)),
        ("http://kea.example.com/path", Url("http", "kea.example.com", None)),
        ("ftp://192.0.2.1", None),
        ("http://", None),
        ("http://2001:db8::1/", None),
        ("http://192.0.2.1:port/", None),
        ("", None),
    ],
)
def test_urls(text: str, url: Url | None) -> None:
    assert read_url(text) == url


def test_hosts() -> None:
    assert Url("http", "2001:DB8:0::1", 1).place == ("2001:db8::1", 1)
    assert Url("http", "192.0.2.1", 1).is_address
    assert not Url("http", "kea1", 1).is_address
    assert Url("http", "127.3.0.1", 1).is_loopback
    assert is_loopback("localhost")
    assert not is_loopback("kea1")
    assert (is_wildcard("0.0.0.0"), is_wildcard("::"), is_wildcard("x"), is_wildcard("127.0.0.1")) == (
        True,
        True,
        False,
        False,
    )
    assert canonical("Kea1") == "kea1"
