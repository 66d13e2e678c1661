"""What people call options whose names are others: ``dns``, ``gateway``, ``netmask``.

A word of one code may be written for the option; one of several only finds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_NAMES4: Final[Mapping[str, tuple[int, ...]]] = {
    "arch": (93,),
    "default-gateway": (3,),
    "dns": (6,),
    "filename": (67,),
    "gateway": (3,),
    "hostname": (12,),
    "nameserver": (6,),
    "nameservers": (6,),
    "netmask": (1,),
    "prl": (55,),
    "pxe": (43, 60, 93, 94, 97),
    "requested-ip": (50,),
    "rfc3442": (121,),
    "search-domain": (119,),
    "vci": (60,),
    "wins": (44,),
}
_NAMES6: Final[Mapping[str, tuple[int, ...]]] = {
    "arch": (61,),
    "dns": (23,),
    "hostname": (39,),
    "nameserver": (23,),
    "nameservers": (23,),
    "prl": (6,),
    "pxe": (59, 60, 61, 62),
    "search-domain": (24,),
}


def codes_called(word: str, family: int) -> tuple[int, ...]:
    """The codes of options that people call so, in lower case with hyphens; none for a word that nobody uses."""
    return (_NAMES4 if family == 4 else _NAMES6).get(word, ())
