from __future__ import annotations

from dhcptools.kea.dialect import parse
from dhcptools.lint.finding import Finding, Severity, span


def test_maps_and_lists_are_underlined_by_their_bracket() -> None:
    root = parse(b'{\n "a": [1], "b": "x" }', "f").root
    assert isinstance(root.value, dict)
    entry = root.value["a"]
    assert span(root) == (root.source, 0, 1)
    assert span(entry.node)[1:] == (entry.node.start, entry.node.start + 1)
    assert span(entry)[1:] == (3, 6)
    assert span(root.value["b"].node)[1:] == (18, 21)


def test_a_finding_says_its_place() -> None:
    root = parse(b'{\n "a": [1], "b": "x" }', "f").root
    found = Finding("KL000", Severity.INFO, "no", root.source, 18, 21)
    assert (str(found.position), str(found.end)) == ("f:2:17", "f:2:19")
    assert str(found._replace(stop=18).end) == "f:2:17"
