"""What a message does in an exchange: asks, or answers which requests. One row serves both planes.

A reply belongs to the request before it of the same client, transaction id and *stage*: an OFFER that comes late does
not take the ACK's place (RFC 2131 §3.1), and a REPLY with Rapid Commit answers a SOLICIT (RFC 9915 §18.2.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class Act(NamedTuple):
    """``label`` is the exchange tables' word, ``name`` the RFC's; ``answered``: a server answers this request."""

    label: str
    name: str
    family: int
    request: bool
    stage: int
    answered: bool = True
    exchange: str = ""


OTHER, FIND, BIND, INFORM, QUERY, REGISTER, BOOTP, LEAVE = range(8)
"""Stages."""

ACTS: Final = (
    # label, name, family, request, stage, answered, what the exchange is called that this request starts
    Act("other", "other", 0, False, OTHER),
    Act("discover", "DISCOVER", 4, True, FIND, True, "DORA"),
    Act("offer", "OFFER", 4, False, FIND),
    Act("request", "REQUEST", 4, True, BIND, True, "request"),
    Act("reboot", "REQUEST", 4, True, BIND, True, "init-reboot"),  # RFC 2131 §4.3.2 tells these apart
    Act("renew", "REQUEST", 4, True, BIND, True, "renew"),
    Act("rebind", "REQUEST", 4, True, BIND, True, "rebind"),
    Act("ack", "ACK", 4, False, BIND),
    Act("nak", "NAK", 4, False, BIND),
    Act("ack", "ACK", 4, False, FIND),  # RFC 4039: Rapid Commit
    Act("inform", "INFORM", 4, True, INFORM, True, "inform"),
    Act("ack", "ACK", 4, False, INFORM),  # RFC 2131 §4.3.5: yiaddr is not filled in
    Act("release", "RELEASE", 4, True, LEAVE, False, "release"),
    Act("decline", "DECLINE", 4, True, LEAVE, False, "decline"),
    Act("forcerenew", "FORCERENEW", 4, True, OTHER, False, "forcerenew"),  # RFC 3203: the server starts
    Act("leasequery", "LEASEQUERY", 4, True, QUERY, True, "leasequery"),  # RFC 4388
    Act("unassigned", "LEASEUNASSIGNED", 4, False, QUERY),
    Act("unknown", "LEASEUNKNOWN", 4, False, QUERY),
    Act("active", "LEASEACTIVE", 4, False, QUERY),
    Act("bootrequest", "BOOTREQUEST", 4, True, BOOTP, True, "bootp"),
    Act("bootreply", "BOOTREPLY", 4, False, BOOTP),
    Act("solicit", "SOLICIT", 6, True, FIND, True, "SARR"),
    Act("advertise", "ADVERTISE", 6, False, FIND),
    Act("reply", "REPLY", 6, False, FIND),  # RFC 9915 §18.2.1: Rapid Commit
    Act("request", "REQUEST", 6, True, BIND, True, "request"),
    Act("confirm", "CONFIRM", 6, True, BIND, True, "confirm"),
    Act("renew", "RENEW", 6, True, BIND, True, "renew"),
    Act("rebind", "REBIND", 6, True, BIND, True, "rebind"),
    Act("release", "RELEASE", 6, True, BIND, True, "release"),
    Act("decline", "DECLINE", 6, True, BIND, True, "decline"),
    Act("information_request", "INFORMATION-REQUEST", 6, True, BIND, True, "information-request"),
    Act("reply", "REPLY", 6, False, BIND),
    Act("reconfigure", "RECONFIGURE", 6, True, OTHER, False, "reconfigure"),  # the server starts
    Act("leasequery", "LEASEQUERY", 6, True, QUERY, True, "leasequery"),  # RFC 5007
    Act("leasequery_reply", "LEASEQUERY-REPLY", 6, False, QUERY),
    Act("addr_reg_inform", "ADDR-REG-INFORM", 6, True, REGISTER, True, "address registration"),  # RFC 9686
    Act("addr_reg_reply", "ADDR-REG-REPLY", 6, False, REGISTER),
)

OTHER_ACT: Final = 0
_BY_LABEL: Final = {(act.family, act.label, act.stage): number for number, act in enumerate(ACTS)}


def _number(family: int, label: str, stage: int) -> int:
    return _BY_LABEL[family, label, stage]


DISCOVER, OFFER = _number(4, "discover", FIND), _number(4, "offer", FIND)
REQUEST, REBOOT = _number(4, "request", BIND), _number(4, "reboot", BIND)
RENEW, REBIND = _number(4, "renew", BIND), _number(4, "rebind", BIND)
ACK, NAK = _number(4, "ack", BIND), _number(4, "nak", BIND)
RAPID_ACK, INFORM_ACK = _number(4, "ack", FIND), _number(4, "ack", INFORM)
BOOTREQUEST, BOOTREPLY = _number(4, "bootrequest", BOOTP), _number(4, "bootreply", BOOTP)
SOLICIT, RAPID_REPLY = _number(6, "solicit", FIND), _number(6, "reply", FIND)
REQUEST6, REPLY6 = _number(6, "request", BIND), _number(6, "reply", BIND)

BY_TYPE4: Final[Mapping[int, int]] = MappingProxyType(
    {
        1: DISCOVER, 2: OFFER, 3: REQUEST, 4: _number(4, "decline", LEAVE), 5: ACK, 6: NAK,
        7: _number(4, "release", LEAVE), 8: _number(4, "inform", INFORM), 9: _number(4, "forcerenew", OTHER),
        10: _number(4, "leasequery", QUERY), 11: _number(4, "unassigned", QUERY), 12: _number(4, "unknown", QUERY),
        13: _number(4, "active", QUERY),
    }
)  # fmt: skip  # by option 53; 3 and 5 are told apart further
BY_TYPE6: Final[Mapping[int, int]] = MappingProxyType(
    {
        1: SOLICIT, 2: _number(6, "advertise", FIND), 3: REQUEST6, 4: _number(6, "confirm", BIND),
        5: _number(6, "renew", BIND), 6: _number(6, "rebind", BIND), 7: REPLY6, 8: _number(6, "release", BIND),
        9: _number(6, "decline", BIND), 10: _number(6, "reconfigure", OTHER),
        11: _number(6, "information_request", BIND), 14: _number(6, "leasequery", QUERY),
        15: _number(6, "leasequery_reply", QUERY), 36: _number(6, "addr_reg_inform", REGISTER),
        37: _number(6, "addr_reg_reply", REGISTER),
    }
)  # fmt: skip  # by msg-type; a REPLY with Rapid Commit is RAPID_REPLY


def answer_name(request: int, reply: int) -> str:
    """``discover_offer``: what a request with its reply is called, as in perf's report."""
    return f"{ACTS[request].label}_{ACTS[reply].label}"
