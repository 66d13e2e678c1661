"""IPv4 over IPv6: the softwire options of RFC 7598 (MAP-E, MAP-T, Lightweight 4over6) and of RFC 7600 (4rd)."""

from __future__ import annotations

from itertools import starmap
from typing import Final

from dhcptools.packet.definitions import Definition, Space
from dhcptools.packet.kinds.address import IPV4, IPV6, IPV6_PREFIX, PSID
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.record import Record
from dhcptools.packet.kinds.scalar import UINT8, UINT16
from dhcptools.packet.kinds.space import Container
from dhcptools.packet.kinds.v6_octets import CutAddress6

Row = tuple[int, str, Kind, str]

S46_PORTPARAMS: Final = Record((UINT8, "offset"), (PSID, "psid"))
S46_RULE: Final = Record(
    (UINT8, "flags"),
    (UINT8, "ea_length"),
    (UINT8, "prefix4_length"),
    (IPV4, "ipv4_prefix"),
    (IPV6_PREFIX, "ipv6_prefix"),
    (Container("s46-rule-options", 6), "options"),
)
S46_BIND: Final = Record(
    (IPV4, "ipv4_address"),
    (IPV6_PREFIX, "ipv6_prefix"),
    (Container("s46-v4v6bind-options", 6), "options"),
)
# Senders differ in how much of the rule's IPv6 prefix they send: 12 octets or all 16.
FOUR_RD_MAP_RULE: Final = Record(
    (UINT8, "prefix4_length"),
    (UINT8, "prefix6_length"),
    (UINT8, "ea_length"),
    (UINT8, "flags"),
    (IPV4, "rule_ipv4_prefix"),
    (CutAddress6(12), "rule_ipv6_prefix"),
)
FOUR_RD_NON_MAP_RULE: Final = Record((UINT8, "flags"), (UINT8, "traffic_class"), (UINT16, "domain_pmtu"))

MAPE_ROWS: Final[tuple[Row, ...]] = (
    (89, "s46-rule", S46_RULE, "RFC 7598 §4.1"),
    (90, "s46-br", IPV6, "RFC 7598 §4.2"),
    (93, "s46-portparams", S46_PORTPARAMS, "RFC 7598 §4.5"),
)

MAPT_ROWS: Final[tuple[Row, ...]] = (
    (89, "s46-rule", S46_RULE, "RFC 7598 §4.1"),
    (91, "s46-dmr", IPV6_PREFIX, "RFC 7598 §4.3"),
    (93, "s46-portparams", S46_PORTPARAMS, "RFC 7598 §4.5"),
)

LW_ROWS: Final[tuple[Row, ...]] = (
    (90, "s46-br", IPV6, "RFC 7598 §4.2"),
    (92, "s46-v4v6bind", S46_BIND, "RFC 7598 §4.4"),
    (93, "s46-portparams", S46_PORTPARAMS, "RFC 7598 §4.5"),
)

PORTPARAMS_ROWS: Final[tuple[Row, ...]] = ((93, "s46-portparams", S46_PORTPARAMS, "RFC 7598 §4.5"),)

SPACES: Final = (
    Space("s46-cont-mape-options", 2, 2, tuple(starmap(Definition, MAPE_ROWS))),
    Space("s46-cont-mapt-options", 2, 2, tuple(starmap(Definition, MAPT_ROWS))),
    Space("s46-cont-lw-options", 2, 2, tuple(starmap(Definition, LW_ROWS))),
    Space("s46-rule-options", 2, 2, tuple(starmap(Definition, PORTPARAMS_ROWS))),
    Space("s46-v4v6bind-options", 2, 2, tuple(starmap(Definition, PORTPARAMS_ROWS))),
)
