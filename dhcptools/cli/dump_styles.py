"""The styles of ``dhcptool dump``, as a table; how one plugs in is told in :mod:`dhcptools.dump.record`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from dhcptools.dump.record import Renderer, Setting

STYLES: Final = (
    # name, module:class
    ("default", "dhcptools.report.dump_text:DumpText"),
    ("dhcpdump", "dhcptools.report.dump_dhcpdump:DumpDhcpdump"),
    ("tcpdump", "dhcptools.report.dump_tcpdump:DumpTcpdump"),
    ("oneline", "dhcptools.report.dump_oneline:DumpOneline"),
    ("hexdump", "dhcptools.report.dump_hexdump:DumpHexdump"),
    ("json", "dhcptools.report.dump_json:DumpJson"),
)
NAMES: Final = tuple(name for name, _ in STYLES)


def renderer(name: str, setting: Setting) -> Renderer:
    """Make the renderer of a style, whose module is loaded now."""
    module, attribute = dict(STYLES)[name].split(":")
    make = cast("Callable[[Setting], Renderer]", getattr(import_module(module), attribute))
    return make(setting)
