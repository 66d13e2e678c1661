from __future__ import annotations

import re
from dataclasses import replace

from dhcptools.probe.expect import Expectations, ExpectedServer, judge
from dhcptools.report.discover_prom import exposition, unreachable
from support.sightings import ROGUE_MAC, advertise, census, nothing6, offer

SAMPLE = re.compile(r'([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*)\} (-?[0-9.e+-]+)')


def samples(text: str) -> dict[str, list[tuple[str, float]]]:
    """Read the text format: HELP and TYPE once before the samples of a name, every line ends."""
    found: dict[str, list[tuple[str, float]]] = {}
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split()[2]
            assert name not in found
        elif line.startswith("# TYPE "):
            assert line == f"# TYPE {name} gauge"
            found[name] = []
        else:
            match = SAMPLE.fullmatch(line)
            assert match is not None, line
            assert match[1] == name
            found[name].append((match[2], float(match[3])))
    assert all(found.values())
    return found


def test_every_gauge() -> None:
    heard = census(offer(), offer(), offer("192.0.2.2", ROGUE_MAC), advertise(nothing6()))
    wanted = Expectations((ExpectedServer.parse("192.0.2.1"), ExpectedServer.parse("192.0.2.9")))
    found = samples(exposition("eth0", heard, judge(heard, wanted), 1_700_000_000.5))
    assert found["dhcptool_discover_up"] == [('interface="eth0"', 1)]
    assert found["dhcptool_discover_timestamp_seconds"] == [('interface="eth0"', 1_700_000_000.5)]
    assert [value for _, value in found["dhcptool_discover_servers"]] == [2, 1]
    assert found["dhcptool_discover_offers"][0][1] == 2
    assert found["dhcptool_discover_unexpected_servers"][0][1] == 2
    assert found["dhcptool_discover_missing_servers"][0][1] == 1
    assert found["dhcptool_discover_wrong_offers"][0][1] == 0
    assert [value for _, value in found["dhcptool_discover_server_expected"]] == [1, 0, 0]
    assert [value for _, value in found["dhcptool_discover_server_rtt_seconds"]] == [0.0025] * 3
    assert [value for _, value in found["dhcptool_discover_server_lease_seconds"]] == [3600, 3600]
    assert [value for _, value in found["dhcptool_discover_server_duplicates"]] == [1, 0, 0]


def test_labels_are_escaped_and_unlike_servers_have_unlike_labels() -> None:
    tagged = replace(offer(), vlans=(5,), source='a"b\\c\nd')
    heard = census(offer(), tagged)
    found = samples(exposition("eth0", heard, judge(heard, Expectations()), 0))
    labels = [text for text, _ in found["dhcptool_discover_server_duplicates"]]
    assert len(set(labels)) == 2
    assert 'source="a\\"b\\\\c\\nd"' in labels[1]
    assert "dhcptool_discover_server_expected" not in found


def test_a_link_that_cannot_be_asked() -> None:
    found = samples(unreachable("eth0", 7))
    assert found["dhcptool_discover_up"] == [('interface="eth0"', 0)]
    assert len(found) == 2
