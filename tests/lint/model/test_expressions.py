from __future__ import annotations

from dhcptools.kea.dialect import parse
from dhcptools.lint.context import Context

TEXT = rb"""{ "Dhcp4": { "client-classes": [
  { "name": "a", "test": "option[60].exists \u0061nd member('KNOWN') or option[53].hex == 1" },
  { "name": "b", "template-test": "options[60].hex" },
  { "name": "c" } ] } }"""


def test_what_is_said_stands_at_its_octets() -> None:
    context = Context(parse(TEXT, "f"), "f", (2, 2, 0))
    first, second = context.expressions
    assert (first.owner.name, first.members, first.error) == ("a", {"KNOWN"}, None)
    length = next(remark for remark in first.remarks if remark.rule == "KL505")
    place, edit = first.place(length), first.edit(length)
    assert TEXT[place.start : place.stop] == b"1"
    assert edit is not None
    assert (edit.start, edit.text) == (place.start, b"0x01")
    precedence = next(remark for remark in first.remarks if remark.rule == "KL513")
    around = first.place(precedence)
    assert TEXT[around.start : around.stop] == rb"option[60].exists \u0061nd member('KNOWN')"
    assert second.expression is None
    (hint,) = second.remarks
    where, word = second.place(hint), second.edit(hint)
    assert TEXT[where.start : where.stop] == b'"options[60].hex"'
    assert word is not None
    assert TEXT[word.start : word.stop] == b"options"
    assert second.kea == "expression: [options[60].hex] error: <string>:1.7: Invalid character: s"
    assert second.members == frozenset()


def test_a_fault_of_nothing_is_told_of_the_whole() -> None:
    text = b"""{ "Dhcp4": { "client-classes": [ { "name": "a", "test": "'a' ==" } ] } }"""
    (tested,) = Context(parse(text, "f"), "f", (2, 2, 0)).expressions
    place = tested.place(tested.remarks[0])
    assert text[place.start : place.stop] == b"\"'a' ==\""
    assert tested.edit(tested.remarks[0]) is None
