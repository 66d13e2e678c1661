"""Message types, status codes and DUID types are complete and have one name each."""

from __future__ import annotations

from dhcptools.packet import names6


def test_every_message_type_has_one_name() -> None:
    assert sorted(names6.MESSAGE_TYPES) == list(range(1, 38))
    assert len(set(names6.MESSAGE_TYPES.values())) == 37


def test_constants_agree_with_names() -> None:
    for code, name in names6.MESSAGE_TYPES.items():
        assert getattr(names6, name.replace("-", "_")) == code


def test_status_codes() -> None:
    assert sorted(names6.STATUS_CODES) == list(range(23))
    assert names6.status_name(names6.NO_PREFIX_AVAIL) == "NoPrefixAvail"
    assert names6.status_name(999) == "Status-999"


def test_names_of_the_unknown() -> None:
    assert names6.message_name(names6.ADVERTISE) == "ADVERTISE"
    assert names6.message_name(200) == "MESSAGE-200"
