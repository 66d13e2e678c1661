"""The pieces of identity associations."""

from __future__ import annotations

from dhcpserver.bindings6 import Bindings, Client6, lifetimes, refused, with_lease, with_status
from dhcpserver.classes import Membership
from dhcpserver.leases import Lease
from dhcpserver.request6 import Ia, Wish
from dhcpserver.selection import Links
from dhcptools.packet.ia6 import INFINITY, IaNa, IaPd, IaTa
from support.dialogue import config6

NA, TA, PD = 3, 4, 25


def test_flavours() -> None:
    bindings = Bindings()
    assert bindings.flavour(Ia(NA, 1, ())) is bindings.addresses
    assert bindings.flavour(Ia(PD, 1, ())) is bindings.prefixes
    assert bindings.flavour(Ia(TA, 1, ())) is None


def test_a_status_stands_in_an_association_of_its_kind() -> None:
    decoders = ((NA, IaNa), (TA, IaTa), (PD, IaPd))
    for code, decoder in decoders:
        option = with_status(Ia(code, 9, ()), 2, "none")
        found = decoder.decode(option.data)
        status = found.status()
        assert (option.code, found.iaid, status and status.status_code) == (code, 9, 2)


def test_what_is_refused_gets_lifetimes_of_zero() -> None:
    (option,) = refused(PD, (Wish(1 << 80, 200, 5, 5),))
    assert option.code == 26
    assert option.data[:9] == bytes(8) + b"\x80"  # a length over 128 is not sent back


def test_a_lease_for_ever_needs_no_renewal() -> None:
    link = Links(config6()).all[0]
    lease = Lease(link.first + 5, b"x")
    found = IaNa.decode(with_lease(Ia(NA, 1, ()), link, lease, INFINITY, INFINITY, others=False).data)
    assert (found.t1, found.t2) == (INFINITY, INFINITY)


def test_preferred_is_never_longer_than_valid() -> None:
    link = Links(config6({"valid-lifetime": 100, "preferred-lifetime": 500})).all[0]
    client = Client6(None, (link,), Membership(b"", None), (), {})  # type: ignore[arg-type]  # the request takes no part
    assert lifetimes(client, link, Ia(NA, 1, ())) == (100, 100)
