"""Which options belong together for a reader: lease and timers, addressing, client, relay, boot, vendor, other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

GROUPS: Final = ("lease", "addressing", "client", "relay", "boot", "vendor", "other")
OTHER: Final = len(GROUPS) - 1


def _table(*groups: Iterable[int]) -> Mapping[int, int]:
    return MappingProxyType({code: rank for rank, codes in enumerate(groups) for code in codes})


# Codes of GROUPS in their order; what stands nowhere is "other".
_GROUPS4: Final = _table(
    (50, 51, 53, 54, 56, 58, 59, 80, 91, 92, 108, 116, 145, 151, 152, 153, 154, 155, 156, 157),
    (1, 3, 5, 6, 15, 21, 26, 28, 33, 109, 118, 119, 121, 146, 159, 162, 212, 213, 220, 221, 249),
    (12, 55, 57, 61, 77, 81, 90, 93, 94, 97),
    (82,),
    (13, 17, 18, 66, 67, 128, 129, 130, 131, 132, 133, 134, 135, 143, 150, 175, 208, 209, 210, 211),
    (43, 60, 122, 124, 125, 177),
)
_GROUPS6: Final = _table(
    (2, 3, 4, 5, 7, 8, 12, 13, 14, 19, 20, 25, 26, 32, 44, 45, 46, 82, 83, 87, 100, 101, 102, 138, 139, 149, 150),
    (23, 24, 64, 67, 74, 80, 84, 85, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 111, 113, 137, 144),
    (1, 6, 11, 15, 39, 43, 61, 62, 75, 112),
    (9, 18, 37, 38, 47, 48, 53, 65, 66, 68, 79, 81, 135),
    (59, 60, 136),
    (16, 17),
)
_OF_FAMILY: Final = MappingProxyType({4: _GROUPS4, 6: _GROUPS6})


def group_of(family: int, code: int) -> int:
    """The place in GROUPS of an option of DHCPv4 (``family`` 4) or DHCPv6 (6)."""
    return _OF_FAMILY[family].get(code, OTHER)


def order(family: int, codes: Iterable[int]) -> list[tuple[int, int]]:
    """(group, place in ``codes``) of every option, group by group, in a group as they stand."""
    return sorted((group_of(family, code), place) for place, code in enumerate(codes))
