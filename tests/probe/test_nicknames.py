from __future__ import annotations

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.probe.nicknames import codes_called
from dhcptools.probe.option_lookup import search
from dhcptools.probe.option_text import codes_of, option_of


@pytest.mark.parametrize(
    ("word", "family", "name"),
    [
        ("dns", 4, "domain-name-servers"),
        ("gateway", 4, "routers"),
        ("netmask", 4, "subnet-mask"),
        ("hostname", 4, "host-name"),
        ("wins", 4, "netbios-name-servers"),
        ("arch", 4, "client-system"),
        ("dns", 6, "dns-servers"),
        ("search domain", 6, "domain-search"),
    ],
)
def test_what_people_call_it_is_found_first(word: str, family: int, name: str) -> None:
    assert search(word, (family,))[0].name == name


def test_one_may_be_written_for_it() -> None:
    assert option_of("dns=192.0.2.53", 4).code == 6
    assert codes_of(["gateway,Netmask"], 4) == (3, 1)
    with pytest.raises(EncodeError, match="no option 'pxe'"):
        option_of("pxe=1", 4)  # which of them?


def test_every_code_is_one() -> None:
    assert {entry.code for entry in search("pxe", (4,))} >= {"43", "60", "93", "94", "97"}
    assert codes_called("nosuch", 4) == ()


def test_nothing_is_found_twice() -> None:
    found = [(entry.family, entry.code) for entry in search("arch")]
    assert len(found) == len(set(found))
