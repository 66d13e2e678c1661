from __future__ import annotations

from ipaddress import IPv6Address

import pytest

from dhcptools.exchange import messages6
from dhcptools.exchange.bindings6 import Binding6
from dhcptools.exchange.messages6 import Client6
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.ia6 import IaAddr, IaNa, IaPd, IaTa
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6, decode6

SERVER = b"\0\x02server"
IAS = (IaNa(1, options=(IaAddr(IPv6Address("2001:db8::1")).option(),)), IaPd(2))
CLIENT = Client6(b"\0\x02client", IAS, options=(RawOption(16, b"\0\0\0\1"),))

# RFC 9915 §18.2, one row a message: type and the codes of its options in order
MESSAGES = [
    (messages6.solicit(CLIENT, 7), 1, [1, 8, 6, 3, 25, 16]),
    (messages6.solicit(CLIENT, 7, rapid_commit=True), 1, [1, 8, 6, 14, 3, 25, 16]),
    (messages6.request(CLIENT, 7, SERVER, IAS), 3, [1, 2, 8, 6, 3, 25, 16]),
    (messages6.confirm(CLIENT, 7, IAS), 4, [1, 8, 3, 16]),
    (messages6.renew(CLIENT, 7, SERVER, IAS), 5, [1, 2, 8, 6, 3, 25, 16]),
    (messages6.rebind(CLIENT, 7, IAS), 6, [1, 8, 6, 3, 25, 16]),
    (messages6.release(CLIENT, 7, SERVER, IAS), 8, [1, 2, 8, 3, 25, 16]),
    (messages6.decline(CLIENT, 7, SERVER, IAS), 9, [1, 2, 8, 3, 16]),
    (messages6.information_request(CLIENT, 7), 11, [1, 8, 6, 16]),
]


@pytest.mark.parametrize(("message", "msg_type", "codes"), MESSAGES)
def test_each_message(message: Message6, msg_type: int, codes: list[int]) -> None:
    assert (message.msg_type, message.transaction_id) == (msg_type, 7)
    assert [option.code for option in message.options] == codes
    assert message.first(8) == b"\0\0"
    assert decode6(message.encode()) == message


def test_solicit_always_asks_for_sol_max_rt_and_information_request_for_its_two() -> None:
    client = Client6(b"\0\x02client", oro=(82,))
    assert messages6.solicit(client, 1).first(6) == b"\0\x52"
    assert messages6.request(client, 1, SERVER, ()).first(6) == b"\0\x52"
    assert messages6.information_request(client, 1).first(6) == b"\0\x52\0\x20\0\x53"
    assert messages6.renew(Client6(b"\0\x02client", oro=()), 1, SERVER, ()).first(6) is None


def test_rfc9915_21_9_elapsed_time_counts_hundredths_and_sticks_at_the_top() -> None:
    message = messages6.solicit(CLIENT, 7)
    found = [messages6.with_elapsed(message, ns).first(8) for ns in (0, 10**9, 10**15, -5)]
    assert found == [b"\0\0", b"\0\x64", b"\xff\xff", b"\0\0"]


def test_a_users_option_takes_the_place_of_ours() -> None:
    client = Client6(b"\0\x02client", options=(RawOption(6, b"\0\x17"),))
    assert [option.data for option in messages6.solicit(client, 1).all(6)] == [b"\0\x17"]


def test_bindings_are_grouped_by_ia_without_times() -> None:
    one, two = IPv6Address("2001:db8::1"), IPv6Address("2001:db8::2")
    bindings = [Binding6(3, 1, one, 128, 5, 6, 1, 2), Binding6(4, 1, one, 128, 5, 6), Binding6(3, 1, two, 128, 5, 6)]
    ias = messages6.ias_of([*bindings, Binding6(25, 9, one, 56, 5, 6)])
    assert [messages6.code_of(ia) for ia in ias] == [3, 4, 25]
    assert ias[0] == IaNa(1, 0, 0, (IaAddr(one).option(), IaAddr(two).option()))
    assert ias[1] == IaTa(1, (IaAddr(one).option(),))


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(EncodeError, match="Confirm needs an address"):
        messages6.confirm(CLIENT, 7, (IaNa(1), IaPd(2)))
    with pytest.raises(EncodeError, match="Decline needs an address"):
        messages6.decline(CLIENT, 7, SERVER, (IaPd(2),))
    with pytest.raises(EncodeError, match="DUID"):
        messages6.solicit(Client6(b""), 7)
