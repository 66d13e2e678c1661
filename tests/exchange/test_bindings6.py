from __future__ import annotations

from ipaddress import IPv6Address

from dhcptools.exchange.bindings6 import Binding6, read, status_of, status_text
from dhcptools.packet.ia6 import IaAddr, IaNa, IaPd, IaPrefix, IaTa, StatusCode
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6
from support.playbook import OFFERED6, ia_na, status

PREFIX = IPv6Address("2001:db8:1::")


def reply(*options: RawOption) -> Message6:
    return Message6(7, 1, options)


def test_every_kind_of_ia() -> None:
    found = read(
        reply(
            ia_na(),
            IaTa(2, (IaAddr(OFFERED6, 1, 2).option(),)).option(),
            IaPd(3, 5, 8, (IaPrefix(1, 2, 56, PREFIX).option(),)).option(),
        )
    )
    assert found.bindings == (
        Binding6(3, 1, OFFERED6, 128, 3600, 7200, 1800, 2880),
        Binding6(4, 2, OFFERED6, 128, 1, 2),
        Binding6(25, 3, PREFIX, 56, 1, 2, 5, 8),
    )
    assert (found.statuses, found.skipped) == ((), ())


def test_options_that_state_a_binding_again() -> None:
    assert Binding6(25, 3, PREFIX, 56, 1, 2).option() == IaPrefix(1, 2, 56, PREFIX).option()
    assert Binding6(3, 3, OFFERED6, 128, 1, 2).option() == IaAddr(OFFERED6, 1, 2).option()


def test_what_a_client_disregards_is_named() -> None:
    found = read(
        reply(
            ia_na(iaid=9),
            ia_na(t1=20, t2=10),
            RawOption(3, b"\0\0\0"),
            IaNa(1, 0, 0, (IaAddr(OFFERED6, 5, 4).option(),)).option(),
            IaNa(1, 0, 0, (IaAddr(OFFERED6, 0, 0).option(),)).option(),
            IaNa(1, 0, 0, (RawOption(5, b"short"),)).option(),
            IaNa(1, 0, 0, (IaAddr(OFFERED6, 1, 2, (status(1),)).option(),)).option(),
            IaNa(1, 0, 0, (status(2), IaAddr(OFFERED6, 1, 2).option())).option(),
            IaPd(1, 0, 0, (IaPrefix(1, 2, 129, PREFIX).option(),)).option(),
        ),
        [(3, 1), (25, 1)],
    )
    assert found.bindings == ()
    assert [str(stated) for stated in found.statuses] == ["IA_NA 1: UnspecFail", "IA_NA 1: NoAddrsAvail"]
    wanted = [
        "was not asked for",
        "T1 20 is greater",
        "12 fixed octets",
        "preferred lifetime 5",
        "valid lifetime 0",
        "24 fixed",
        "/129",
    ]
    assert len(found.skipped) == len(wanted)
    for said, part in zip(found.skipped, wanted, strict=True):
        assert part in said


def test_t1_greater_than_a_t2_of_zero_is_no_fault() -> None:
    assert len(read(reply(ia_na(t1=20, t2=0))).bindings) == 1


def test_status_of_the_message() -> None:
    assert status_of(reply()) is None
    assert status_of(reply(RawOption(13, b"\0"))) is None
    assert status_of(reply(status(4, "moved"))) == StatusCode(4, "moved")
    assert [status_text(StatusCode(code, text)) for code, text in ((4, "moved"), (0, ""), (999, ""))] == [
        "NotOnLink (moved)",
        "Success",
        "status 999",
    ]
