"""Link types that we do not read ourselves, by scapy where it is installed: the one place that imports it."""

from __future__ import annotations

from typing import Any

from dhcptools.packet.frame import Frame
from dhcptools.packet.links import Below


class LinkReader:
    """Enters frames of any link type that scapy knows. ``refused`` counts, by link type, those that could not be."""

    def __init__(self) -> None:
        self.refused: dict[int, int] = {}
        self._layers: dict[int, Any] = {}

    def enter(self, link_type: int, octets: bytes) -> Below | None:
        """The layers from IP up; None when scapy is missing or does not know the link type. Never raises."""
        layer = self._layer(link_type)
        if layer is None:
            self.refused[link_type] = self.refused.get(link_type, 0) + 1
            return None
        from scapy.layers.inet import IP  # noqa: PLC0415 - see above
        from scapy.layers.inet6 import IPv6  # noqa: PLC0415

        try:
            found = layer(octets)
            for kind in (IP, IPv6):
                if kind in found:
                    inside = bytes(found[kind].original)
                    at = octets.rfind(inside)
                    return Below(Frame.decode_ip(octets, at) if at >= 0 else Frame.decode_ip(inside))
        except Exception:  # noqa: BLE001 - whatever a foreign decoder makes of hostile octets, the next packet is read
            return Below(None)
        return Below(None)

    def _layer(self, link_type: int) -> Any:
        if link_type not in self._layers:
            self._layers[link_type] = self._load(link_type)
        return self._layers[link_type]

    @staticmethod
    def _load(link_type: int) -> Any:
        try:
            from scapy.config import conf  # noqa: PLC0415 - GPL, slow to load and only for rare captures
            from scapy.layers import all as _all  # noqa: F401, PLC0415 - it registers what it knows
        except ImportError:
            return None
        return conf.l2types.num2layer.get(link_type)
