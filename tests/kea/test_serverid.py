"""server-id: the DUID of the configuration."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dhcptools.kea.dialect import parse
from dhcptools.kea.reader import ConfigError, Reader
from dhcptools.kea.serverid import read_server_id


def duid(**entry: Any) -> bytes | None:
    text = json.dumps({"server-id": entry} if entry else {})
    return read_server_id(Reader(parse(text.encode()).root, "Dhcp6"))


def test_the_three_types_of_kea() -> None:
    assert duid() is None
    assert duid(type="EN", **{"enterprise-id": 9}, identifier="0102") == bytes.fromhex("0002000000090102")
    assert duid(type="LL", htype=1, identifier="02:00:00:00:00:01") == bytes.fromhex("00030001020000000001")
    assert duid(type="LLT", time=5, identifier="020000000001") == bytes.fromhex("0001000100000005020000000001")


def test_without_identifier_the_server_makes_its_own_and_says_so() -> None:
    reader = Reader(parse(b'{ "server-id": { "type": "LLT", "persist": false } }').root, "Dhcp6")
    assert read_server_id(reader) is None
    (notice,) = reader.notices()
    assert "makes a DUID of its own" in notice.text


@pytest.mark.parametrize(
    "entry",
    [{"type": "XX", "identifier": "01"}, {"type": "EN", "identifier": "xyz"}],
)
def test_what_cannot_be_a_duid_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        duid(**entry)
