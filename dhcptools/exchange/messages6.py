"""DHCPv6 client messages as RFC 9915 §18.2 wants them, with the elapsed time of §21.9.

| message             | client id | server id | elapsed | ORO | rapid commit | IAs                                  |
| ------------------- | --------- | --------- | ------- | --- | ------------ | ------------------------------------ |
| SOLICIT             | must      | no        | must    | yes | may          | asked, with hints                    |
| REQUEST             | must      | must      | must    | yes | no           | those of the chosen Advertise        |
| RENEW               | must      | must      | must    | yes | no           | bound, T1 and T2 0                   |
| REBIND              | must      | no        | must    | yes | no           | bound, T1 and T2 0                   |
| CONFIRM             | must      | no        | must    | no  | no           | IA_NA and IA_TA, every time 0        |
| RELEASE             | must      | must      | must    | no  | no           | those to give back                   |
| DECLINE             | must      | must      | must    | no  | no           | addresses only                       |
| INFORMATION-REQUEST | should    | no        | must    | yes | no           | none                                 |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from dhcptools.exchange.bindings6 import Binding6, Ia
from dhcptools.packet import names6
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.ia6 import OPTION_IA_NA, OPTION_IA_PD, OPTION_IA_TA, IaNa, IaPd, IaTa
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6

CLIENT_ID: Final = 1
SERVER_ID: Final = 2
ORO: Final = 6
PREFERENCE: Final = 7
ELAPSED_TIME: Final = 8
RAPID_COMMIT: Final = 14
INFORMATION_REFRESH_TIME: Final = 32
SOL_MAX_RT_OPTION: Final = 82
INF_MAX_RT_OPTION: Final = 83
ELAPSED_MOST: Final = 0xFFFF  # §21.9: hundredths of a second, stuck at the top
HUNDREDTH_NS: Final = 10_000_000

DEFAULT_ORO: Final = (23, 24)  # DNS servers and search list (RFC 3646)


@dataclass(frozen=True, slots=True)
class Client6:
    """Who asks, for what, and what every message of its exchange carries.

    ``ias`` are the identity associations asked for; IA Address and IA Prefix options inside are hints. ``duid`` may
    be empty in an Information-request only. ``options`` are the user's own: one with a code that a message sets by
    itself takes its place.
    """

    duid: bytes
    ias: tuple[Ia, ...] = ()
    oro: tuple[int, ...] = DEFAULT_ORO
    options: tuple[RawOption, ...] = ()


def solicit(client: Client6, transaction_id: int, *, rapid_commit: bool = False) -> Message6:
    """A Solicit; its ORO always asks for SOL_MAX_RT (§18.2.1)."""
    own = [RawOption(RAPID_COMMIT, b"")] if rapid_commit else []
    return _message(client, names6.SOLICIT, transaction_id, None, own, client.ias)


def request(client: Client6, transaction_id: int, server_id: bytes, ias: Iterable[Ia]) -> Message6:
    """A Request to the server of the chosen Advertise."""
    return _message(client, names6.REQUEST, transaction_id, server_id, [], ias)


def renew(client: Client6, transaction_id: int, server_id: bytes, ias: Iterable[Ia]) -> Message6:
    """A Renew to the server of the lease."""
    return _message(client, names6.RENEW, transaction_id, server_id, [], ias)


def rebind(client: Client6, transaction_id: int, ias: Iterable[Ia]) -> Message6:
    """A Rebind to any server."""
    return _message(client, names6.REBIND, transaction_id, None, [], ias)


def confirm(client: Client6, transaction_id: int, ias: Iterable[Ia]) -> Message6:
    """A Confirm: are these addresses right for this link? Raises EncodeError without any address (§18.2.3)."""
    addresses = [ia for ia in ias if not isinstance(ia, IaPd) and ia.options]
    if not addresses:
        raise EncodeError("a Confirm needs an address in an IA_NA or IA_TA (RFC 9915 §18.2.3)")
    return _message(client, names6.CONFIRM, transaction_id, None, [], addresses, with_oro=False)


def release(client: Client6, transaction_id: int, server_id: bytes, ias: Iterable[Ia]) -> Message6:
    """A Release of these addresses and prefixes."""
    return _message(client, names6.RELEASE, transaction_id, server_id, [], ias, with_oro=False)


def decline(client: Client6, transaction_id: int, server_id: bytes, ias: Iterable[Ia]) -> Message6:
    """A Decline of addresses that somebody else uses, never prefixes (§18.2.8). Raises EncodeError without any."""
    addresses = [ia for ia in ias if not isinstance(ia, IaPd) and ia.options]
    if not addresses:
        raise EncodeError("a Decline needs an address in an IA_NA or IA_TA (RFC 9915 §18.2.8)")
    return _message(client, names6.DECLINE, transaction_id, server_id, [], addresses, with_oro=False)


def information_request(client: Client6, transaction_id: int) -> Message6:
    """An Information-request; its ORO always asks for the refresh time and INF_MAX_RT (§18.2.6)."""
    return _message(client, names6.INFORMATION_REQUEST, transaction_id, None, [], ())


def with_elapsed(message: Message6, elapsed_ns: int) -> Message6:
    """The same message with its elapsed time (§21.9), which is 0 in the first transmission."""
    value = min(max(0, elapsed_ns) // HUNDREDTH_NS, ELAPSED_MOST).to_bytes(2)
    options = tuple(RawOption(ELAPSED_TIME, value) if old.code == ELAPSED_TIME else old for old in message.options)
    return replace(message, options=options)


def ias_of(bindings: Iterable[Binding6]) -> tuple[Ia, ...]:
    """IAs that name these bindings, grouped by type and IAID in the order of the first.

    T1, T2 and lifetimes are 0: the client has no wish of its own (§21.4, §21.6, and a must in §18.2.3).
    """
    groups: dict[tuple[int, int], list[RawOption]] = {}
    for binding in bindings:
        timeless = replace(binding, preferred_lifetime_s=0, valid_lifetime_s=0)
        groups.setdefault((binding.ia, binding.iaid), []).append(timeless.option())
    return tuple(_ia(code, iaid, tuple(options)) for (code, iaid), options in groups.items())


def code_of(ia: Ia) -> int:
    """The option code of an IA."""
    if isinstance(ia, IaNa):
        return OPTION_IA_NA
    return OPTION_IA_TA if isinstance(ia, IaTa) else OPTION_IA_PD


def _ia(code: int, iaid: int, options: tuple[RawOption, ...]) -> Ia:
    if code == OPTION_IA_TA:
        return IaTa(iaid, options)
    return IaPd(iaid, options=options) if code == OPTION_IA_PD else IaNa(iaid, options=options)


def _message(
    client: Client6,
    msg_type: int,
    transaction_id: int,
    server_id: bytes | None,
    own: list[RawOption],
    ias: Iterable[Ia],
    *,
    with_oro: bool = True,
) -> Message6:
    if not client.duid and msg_type != names6.INFORMATION_REQUEST:
        raise EncodeError(
            "a client identifier (DUID) is needed in every message but Information-request (RFC 9915 §16)"
        )
    options = [RawOption(CLIENT_ID, client.duid)] if client.duid else []
    if server_id is not None:
        options.append(RawOption(SERVER_ID, server_id))
    options.append(RawOption(ELAPSED_TIME, bytes(2)))
    if with_oro:
        codes = dict.fromkeys((*client.oro, *_always(msg_type)))
        if codes:
            options.append(RawOption(ORO, b"".join(code.to_bytes(2) for code in codes)))
    options += own
    replaced = {option.code for option in client.options}
    kept = (option for option in options if option.code not in replaced)
    return Message6(msg_type, transaction_id, (*kept, *(ia.option() for ia in ias), *client.options))


def _always(msg_type: int) -> tuple[int, ...]:
    if msg_type == names6.SOLICIT:
        return (SOL_MAX_RT_OPTION,)
    return (INFORMATION_REFRESH_TIME, INF_MAX_RT_OPTION) if msg_type == names6.INFORMATION_REQUEST else ()
