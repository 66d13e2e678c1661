"""Which configured options a client gets: the most specific scope wins, a whole option at a time.

The order is Kea's: reservation, pool, subnet, shared network, classes in the order the client got them, global.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dhcpserver.selection import Link, Pool
from dhcptools.kea.model import ClientClass, Config, OptionData, Reservation

MOST_SETS = 4096  # merged sets that are kept: subnets x pools x combinations of configured classes in use


class OptionSets:
    """Merged options, made once for each combination of scopes and kept."""

    def __init__(self, config: Config) -> None:
        self._classes = {item.name: item for item in config.classes}
        self._global = config.options
        self._sets: dict[tuple[object, ...], Mapping[int, OptionData]] = {}

    def matching(self, names: Iterable[str]) -> tuple[ClientClass, ...]:
        """The configured classes a client is in, in the order it got them."""
        classes = self._classes
        if not classes:
            return ()
        return tuple(classes[name] for name in names if name in classes)

    def merged(
        self,
        link: Link | None,
        pool: Pool | None,
        classes: tuple[ClientClass, ...],
        host: Reservation | None,
    ) -> Mapping[int, OptionData]:
        """The options of these scopes, by code."""
        key = (id(link), id(pool), tuple(item.name for item in classes))
        found = self._sets.get(key)
        if found is None:
            found = self._merge(link, pool, classes)
            if len(self._sets) < MOST_SETS:
                self._sets[key] = found
        if host is not None and host.options:
            return {**found, **_by_code(host.options)}
        return found

    def _merge(
        self, link: Link | None, pool: Pool | None, classes: tuple[ClientClass, ...]
    ) -> Mapping[int, OptionData]:
        merged = _by_code(self._global)
        for item in reversed(classes):
            merged.update(_by_code(item.options))
        if link is not None:
            merged.update(_by_code(link.subnet.network_options))
            merged.update(_by_code(link.subnet.options))
        if pool is not None:
            merged.update(_by_code(pool.options))
        return merged


def wanted(merged: Mapping[int, OptionData], asked: Iterable[int], basic: Iterable[int]) -> dict[int, bytes]:
    """What to send: what was asked for, what is sent always, and the ``basic`` codes; octets by code."""
    codes = [*asked, *basic, *(code for code, option in merged.items() if option.always_send)]
    return {code: merged[code].data for code in codes if code in merged}


def _by_code(options: Iterable[OptionData]) -> dict[int, OptionData]:
    return {option.code: option for option in options}
