"""``leases stats --prom``: the counts in Prometheus' text format, for the textfile collector of node_exporter."""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.leases.usage import Count, Place, Usage

_PREFIX = "dhcptool_leases"
_HELP = (
    ("total", "How many can be leased."),
    ("assigned", "Leases that clients hold, in pools."),
    ("declined", "Addresses in pools that are set aside because clients declined them."),
    ("expired", "Leases whose time has passed or that were reclaimed."),
    ("out_of_pool", "Assigned or declined leases that no pool has."),
    ("free", "How many can still be leased."),
)
Labels = dict[str, str]


def exposition(usages: list[Usage], at: float) -> str:
    """Every gauge of subnets, their pools and shared networks."""
    samples = [sample for usage in usages for sample in _samples(usage)]
    parts = [_family("up", "Whether the leases could be read.", [({}, 1)])]
    parts.append(_family("timestamp_seconds", "When they were read.", [({}, round(at, 3))]))
    for name, text in _HELP:
        found = [(labels, value) for labels, count in samples if (value := getattr(count, name)) is not None]
        parts.append(_family(name, text, found))
    parts.append(
        _family(
            "unknown_subnet",
            "Leases of subnets that are not configured.",
            [({"family": str(usage.family), "source": usage.source}, usage.unknown) for usage in usages],
        )
    )
    return "".join(parts)


def unreadable(at: float) -> str:
    """What is left when the leases could not be read."""
    return _family("up", "Whether the leases could be read.", [({}, 0)]) + _family(
        "timestamp_seconds", "When they were read.", [({}, round(at, 3))]
    )


def _samples(usage: Usage) -> Iterator[tuple[Labels, Count]]:
    family = {"family": str(usage.family)}
    for network in usage.networks:
        yield from _place({**family, "level": "shared_network", "shared_network": network.name}, network)
    for subnet in usage.subnets:
        labels = {**family, "subnet": subnet.name, "subnet_id": str(subnet.id), "shared_network": subnet.shared_network}
        yield from _place({**labels, "level": "subnet"}, subnet)
        for pool in subnet.pools:
            yield from _place({**labels, "level": "pool", "pool": pool.name}, pool)


def _place(labels: Labels, place: Place) -> Iterator[tuple[Labels, Count]]:
    if place.addresses != Count():
        yield {**labels, "type": "address"}, place.addresses
    if place.prefixes not in (Count(), Count(0)):
        yield {**labels, "type": "prefix"}, place.prefixes


def _family(name: str, text: str, samples: list[tuple[Labels, float]]) -> str:
    full = f"{_PREFIX}_{name}"
    lines = [f"{full}{_written(labels)} {value}\n" for labels, value in samples]
    return f"# HELP {full} {text}\n# TYPE {full} gauge\n" + "".join(lines) if lines else ""


def _written(labels: Labels) -> str:
    inside = ",".join(f'{name}="{_quoted(value)}"' for name, value in labels.items())
    return f"{{{inside}}}" if inside else ""


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
