"""``discover --exec``: what changed, or is not as expected, as variables of an environment."""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.probe.census import Server
from dhcptools.probe.changes import Change
from dhcptools.probe.expect import Judgement
from dhcptools.report.discover_rows import does, happened, named, offered
from dhcptools.report.terminal import escape

_EXPECTED = {True: "yes", False: "no", None: ""}


def of_change(interface: str, change: Change, expected: bool | None) -> dict[str, str]:
    """A change between two looks: ``appeared``, ``gone`` or ``changed``."""
    return _variables(interface, change.what, happened(change, expected), change.server, expected)


def of_findings(interface: str, judgement: Judgement) -> Iterator[dict[str, str]]:
    """What one look found wrong: ``unexpected`` servers, ``wrong`` offers, ``missing`` servers, or ``none`` at all."""
    for judged in judgement.unexpected:
        server = judged.server
        yield _variables(interface, "unexpected", f"unexpected {named(server)}{does(server)}", server, judged.expected)
    for judged in judgement.wrong:
        words = f"{named(judged.server)}: {'; '.join(map(escape, judged.faults))}"
        yield _variables(interface, "wrong", words, judged.server, judged.expected)
    for text in judgement.missing:
        yield {**_head(interface, "missing", f"missing {escape(text)}"), "DHCP_SERVER": escape(text)}
    if judgement.verdict == "none":
        yield _head(interface, "none", "no DHCP server answered")


def _head(interface: str, event: str, words: str) -> dict[str, str]:
    return {"DHCP_EVENT": event, "DHCP_INTERFACE": interface, "DHCP_TEXT": words}


def _variables(interface: str, event: str, words: str, server: Server, expected: bool | None) -> dict[str, str]:
    best = server.best
    return {
        **_head(interface, event, words),
        "DHCP_FAMILY": str(best.family),
        "DHCP_SERVER": best.server_id or "",
        "DHCP_SOURCE": best.source,
        "DHCP_SOURCE_MAC": best.mac.hex(":"),
        "DHCP_VLANS": " ".join(map(str, best.vlans)),
        "DHCP_OFFERED": offered(server),
        "DHCP_LEASE_S": "" if best.lease_s is None else str(best.lease_s),
        "DHCP_EXPECTED": _EXPECTED[expected],
    }
