"""What changed on a link from one look to the next.

A server may offer another address at each look, as Kea does: that is no change, another network is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Final, Literal

from dhcptools.probe.census import Census, Key, Server, key_of
from dhcptools.probe.sighting import Sighting

_SUBNET_MASK: Final = 1
_LINK6: Final = 64  # RFC 4291 §2.5.4
# Of each offer its own, or told in a field of its own already.
_OWN: Final = {4: frozenset({50, 51, 53, 54, 56, 57, 58, 59, 61, 82, 90}), 6: frozenset({1, 2, 3, 4, 8, 11, 13, 25})}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of an offer that is another now; None: it was, or is, not there."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """``what`` happened to ``server``, which is as it was seen last; ``other``: it does not answer as servers do."""

    what: Literal["appeared", "gone", "changed"]
    server: Server
    differences: tuple[Difference, ...] = ()
    other: bool = False


class Watch:
    """Compares each look with the one before it."""

    def __init__(self) -> None:
        self._known: dict[tuple[bool, Key], Server] = {}

    def changes(self, census: Census, *, whole: bool = True) -> Iterator[Change]:
        """Servers that appeared or changed, in the order they were heard, then those that are gone.

        None is gone after a look that was not a ``whole`` one.
        """
        now = {(False, key_of(server.best)): server for server in census.servers}
        now |= {(True, key_of(other.best)): other for other in census.others}
        before = self._known
        self._known = now if whole else before | now
        for key, server in now.items():
            if key not in before:
                yield Change("appeared", server, other=key[0])
                continue
            differences = tuple(_differences(_fields(before[key].best), _fields(server.best)))
            if differences:
                yield Change("changed", server, differences, key[0])
        for key, server in before.items() if whole else ():
            if key not in now:
                yield Change("gone", server, other=key[0])


def _fields(offer: Sighting) -> dict[str, str]:
    fields = {
        "offered": ", ".join(dict.fromkeys(_networks(offer))),
        "lease": "" if offer.lease_s is None else f"{offer.lease_s} s",
        "status": offer.status or "",
    }
    for option in offer.options:
        if option.code not in _OWN[offer.family]:
            fields[option.name] = option.text
    return {name: text for name, text in fields.items() if text}


def _networks(offer: Sighting) -> Iterator[str]:
    """Where what is offered lies: the subnet of the mask that comes with it, a /64, the length of a prefix."""
    mask = next((option.value for option in offer.options if option.code == _SUBNET_MASK and offer.family == 4), None)
    for address in offer.addresses:
        length = mask if offer.family == 4 else _LINK6
        try:
            yield address if length is None else str(ip_network(f"{address}/{length}", strict=False))
        except ValueError:  # a mask that is none
            yield address
    for prefix in offer.prefixes:
        yield f"/{prefix.partition('/')[2]}"


def _differences(before: dict[str, str], after: dict[str, str]) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield Difference(name, before.get(name), after.get(name))
