"""A second server: it answers who looks for a server, and holds its tongue about the first one's leases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dhcpserver.faults.rival import Rival
from dhcpserver.faults.subject import read_subject
from dhcpserver.settings import SettingsError
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6
from support.dialogue import LINK, LINK6, SERVER_DUID, UNICAST, discover, message4, message6, na, opt4

POOL = ["198.51.100.10-198.51.100.20"]


def rival4() -> Rival:
    return Rival(4, POOL, bytes((203, 0, 113, 1)), 600)


def test_it_is_silent_about_leases_of_others() -> None:
    rival = rival4()
    theirs = message4(3, 1, ciaddr=UNICAST.source)
    for message, context in (
        (theirs, UNICAST),  # RENEWING
        (theirs, replace(UNICAST, unicast=False)),  # REBINDING
        (message4(3, 1, opt4(50, "192.0.2.10")), LINK),  # INIT-REBOOT
        (message4(3, 1, opt4(50, "192.0.2.10"), opt4(54, "192.0.2.1")), LINK),  # SELECTING
        (discover(1, opt4(82, b"\x0b\4\xc0\0\2\x63")), LINK),  # a relay that speaks for a server
    ):
        answers = rival.answers(read_subject(message, context), 0)
        assert [reply.message for reply in answers] == []


def test_its_own_clients_renew() -> None:
    rival = rival4()
    (offer,) = rival.answers(read_subject(discover(), LINK), 0)
    assert isinstance(offer.message, Message4)
    select = message4(3, 1, opt4(50, offer.message.yiaddr.packed), opt4(54, rival.server_id))
    (ack,) = rival.answers(read_subject(select, LINK), 0)
    renew = message4(3, 1, ciaddr=offer.message.yiaddr)
    (again,) = rival.answers(read_subject(renew, UNICAST), 1)
    assert [reply.message.message_type for reply in (ack, again) if isinstance(reply.message, Message4)] == [5, 5]


def test_dhcpv6() -> None:
    duid = bytes.fromhex("0003000102005e0053ff")
    rival = Rival(6, ["2001:db8:9::10-2001:db8:9::20"], duid, 600)
    (advertise,) = rival.answers(read_subject(message6(1, na()), LINK6), 0)
    assert isinstance(advertise.message, Message6)
    assert (advertise.message.msg_type, advertise.message.first(2)) == (2, duid)
    assert rival.answers(read_subject(message6(3, na(), server=SERVER_DUID), LINK6), 0) == ()
    assert rival.answers(read_subject(message6(6, na()), LINK6), 0) == ()  # Rebind: the first server's
    (reply,) = rival.answers(read_subject(message6(3, na(), server=duid), LINK6), 0)
    assert isinstance(reply.message, Message6)


def test_a_pool_that_is_none() -> None:
    with pytest.raises(SettingsError):
        Rival(4, ["198.51.100.20-198.51.100.10"], bytes(4), 600)
