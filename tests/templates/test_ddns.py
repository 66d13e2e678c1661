from __future__ import annotations

import pytest

from dhcptools.templates.catalogue import files
from dhcptools.templates.settings import Settings, TemplateError
from support.templates import SECRET, trees


def test_dns_gets_the_zones_of_the_subnet_and_the_key() -> None:
    _, updates = trees("ddns", subnets=("10.1.128.0/20",), domain="lab.example", name_server="10.1.0.53")
    body = updates["DhcpDdns"]
    (forward,), (reverse,) = (body[key]["ddns-domains"] for key in ("forward-ddns", "reverse-ddns"))
    assert (forward["name"], reverse["name"]) == ("lab.example.", "1.10.in-addr.arpa.")
    assert forward["dns-servers"] == [{"ip-address": "10.1.0.53", "port": 53}]
    assert body["tsig-keys"][0]["secret"] == SECRET
    with pytest.raises(TemplateError):
        files("ddns", Settings((3, 0, 4)))
