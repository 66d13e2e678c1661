"""Which classes a packet gets, in the order in which Kea gives them.

ALL and VENDOR_CLASS_… come first; then, in the order of the file, the classes whose tests do not depend on KNOWN and
UNKNOWN. When the client's reservation gives classes, all that tests gave is taken back, those are given, and the tests
are evaluated again. KNOWN or UNKNOWN follows, then the tests that depend on them; and last the classes that pool,
subnet and shared network name. The order matters: the first class that has an option wins. A test that fails to
evaluate is no member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dhcptools.kea.classes import SPAWN
from dhcptools.kea.expression import EvaluationError, Packet
from dhcptools.kea.model import ClientClass, Config

# Told of each test that was evaluated: the class, what came of it, the octets of a template.
Observer = Callable[[ClientClass, bytes | EvaluationError], None]


class Classifier:
    """The tests of a configuration, sorted by when they are looked at."""

    def __init__(self, config: Config) -> None:
        tested = [item for item in config.classes if item.test is not None]
        self.early = tuple(item for item in tested if not item.additional_only and not _late(item))
        self.late = tuple(item for item in tested if not item.additional_only and _late(item))
        self.by_name = {item.name: item for item in config.classes}
        self.inner_first = config.inner_first
        self.observer: Observer | None = None

    def before_subnet(self, packet: Packet) -> None:
        """The tests that need nothing but the packet."""
        for item in self.early:
            self._evaluate(item, packet)

    def reserve(self, packet: Packet, names: Iterable[str]) -> None:
        """Give the classes of a reservation, and evaluate again what may depend on them."""
        for item in self.by_name.values():
            if item.test is not None:
                packet.classes.pop(item.name, None)
        packet.classes.update(dict.fromkeys(names))
        self.before_subnet(packet)

    def after_subnet(self, packet: Packet) -> None:
        """The tests that depend on whether the client is known."""
        for item in self.late:
            self._evaluate(item, packet)

    def additional(self, packet: Packet, pool: Iterable[str], subnet: Iterable[str], network: Iterable[str]) -> None:
        """The classes that the chosen scopes name; since 2.7.4 one without test is simply given."""
        lists = (pool, subnet, network) if self.inner_first else (network, subnet, pool)
        for name in dict.fromkeys(name for names in lists for name in names):
            item = self.by_name.get(name)
            if item is None or name in packet.classes:
                continue
            if item.test is not None:
                self._evaluate(item, packet)
            elif self.inner_first:
                packet.classes[name] = None

    def _evaluate(self, item: ClientClass, packet: Packet) -> None:
        test = item.test
        if test is None:
            return
        try:
            value: bytes | EvaluationError = test.program.value(packet)
        except EvaluationError as error:
            value = error
        if self.observer is not None:
            self.observer(item, value)
        if isinstance(value, EvaluationError):
            return
        if not test.template:
            if value == b"true":
                packet.classes[item.name] = None
        elif value:
            packet.classes[item.name] = None
            packet.classes[f"{SPAWN}{item.name}_{value.decode('utf-8', 'surrogateescape')}"] = None


def _late(item: ClientClass) -> bool:
    return item.test is not None and item.test.depends_on_known
