"""``discover --prom``: the findings in Prometheus' text format, for the textfile collector of node_exporter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dhcptools.probe.census import Census
from dhcptools.probe.expect import Judged, Judgement
from dhcptools.report.prom_text import gauge

_PREFIX = "dhcptool_discover"


def exposition(interface: str, census: Census, judgement: Judgement, at_s: float) -> str:
    """Every gauge of a look that ended at ``at_s`` of the Unix clock."""
    link = {"interface": interface}
    servers = judgement.servers
    families = (4, 6)
    unexpected = len(judgement.unexpected)
    parts = [
        _gauge("up", "Whether the link could be asked.", [(link, 1)]),
        _gauge("timestamp_seconds", "When the last look ended.", [(link, round(at_s, 3))]),
        _gauge(
            "servers",
            "Servers that answered.",
            [
                ({**link, "family": str(family)}, sum(judged.server.best.family == family for judged in servers))
                for family in families
            ],
        ),
        _gauge("offers", "Offers without copies of them.", [(link, census.offers)]),
        _gauge("unexpected_servers", "Servers that answered and were not expected.", [(link, unexpected)]),
        _gauge("missing_servers", "Expected servers that did not answer.", [(link, len(judgement.missing))]),
        _gauge("wrong_offers", "Servers whose offer is not as expected.", [(link, len(judgement.wrong))]),
        _gauge(
            "server_expected",
            "Whether a server was expected; servers alone when some were named.",
            [(_labels(link, judged), int(judged.expected)) for judged in servers if judged.expected is not None],
        ),
        _gauge(
            "server_rtt_seconds",
            "Time from the question to a server's answer.",
            [
                (_labels(link, judged), judged.server.best.rtt_ns / 1e9)
                for judged in servers
                if judged.server.best.rtt_ns is not None
            ],
        ),
        _gauge(
            "server_lease_seconds",
            "Lifetime of what a server offers.",
            [
                (_labels(link, judged), judged.server.best.lease_s)
                for judged in servers
                if judged.server.best.lease_s is not None
            ],
        ),
        _gauge(
            "server_duplicates",
            "Copies of its answers that a server sent.",
            [(_labels(link, judged), judged.server.duplicates) for judged in servers],
        ),
    ]
    return "".join(parts)


def unreachable(interface: str, at_s: float) -> str:
    """What is left when the link could not be asked."""
    link = {"interface": interface}
    return _gauge("up", "Whether the link could be asked.", [(link, 0)]) + _gauge(
        "timestamp_seconds", "When the last look ended.", [(link, round(at_s, 3))]
    )


def _labels(link: Mapping[str, str], judged: Judged) -> dict[str, str]:
    best = judged.server.best
    vlans = "/".join(str(vlan) for vlan in best.vlans)
    return {
        **link,
        "family": str(best.family),
        "server_id": best.server_id or "",
        "source": best.source,
        "source_mac": best.mac.hex(":"),
        "vlan": vlans,
    }


def _gauge(name: str, text: str, samples: Iterable[tuple[Mapping[str, str], float]]) -> str:
    return gauge(f"{_PREFIX}_{name}", text, samples)
