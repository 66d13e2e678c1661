"""Captures summarised both ways: by columns from a file, and packet by packet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dhcptools.dump.gather import Gatherer
from dhcptools.dump.reader import CaptureFiles
from dhcptools.dump.record import Packet
from dhcptools.dump.summarise import summarise
from dhcptools.dump.summary import Summary
from dhcptools.report.dump_summary_json import summary_object
from support.talks import written


def gathered(packets: list[Packet]) -> Summary:
    """Packet by packet."""
    gatherer = Gatherer()
    for packet in packets:
        gatherer.take(packet)
    return gatherer.end()


def scanned(name: str, packets: int) -> Summary:
    """By columns, from a file."""
    files, summary = CaptureFiles([name]), Summary()
    assert summarise(files, summary, lambda: False, lambda: None)
    assert files.captured == packets
    assert files.faults == []
    summary.end()
    return summary


def both(path: Path, packets: list[Packet], order: str = "<") -> dict[str, Any]:
    """The object of a summary of a pcap file, which is the same both ways."""
    return same(written(path, packets, order), len(packets))


def same(name: str, packets: int) -> dict[str, Any]:
    """The object of a summary, which is the same both ways."""
    told = summary_object(scanned(name, packets))
    assert told == summary_object(gathered(list(CaptureFiles([name]))))
    return told
