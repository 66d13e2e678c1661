"""Options of the tables, as a table, one by one, and as objects."""

from __future__ import annotations

from typing import Any

from dhcptools.probe.option_lookup import Entry


def table(found: tuple[Entry, ...]) -> str:
    """A line an option: family, code, name, RFC and example."""
    rows = [(f"v{each.family}", each.code, each.name, each.definition.reference or "-", each.example) for each in found]
    head = ("", "code", "name", "RFC", "example of --option")
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(4)]
    return "".join(
        f"{family:<{widths[0]}}  {code:>{widths[1]}}  {name:<{widths[2]}}  {rfc:<{widths[3]}}  {example}".rstrip()
        + "\n"
        for family, code, name, rfc, example in (head, *rows)
    )


def details(entry: Entry) -> str:
    """Everything about one option, what it may hold included."""
    rows = [("type", entry.type), ("defined in", entry.definition.reference or "no RFC")]
    if entry.title:
        rows.insert(0, ("title", entry.title))
    rows.append(("example", f"--option '{entry.example}'"))
    text = f"DHCPv{entry.family} option {entry.code}: {entry.name}\n"
    text += "".join(f"  {label + ':':<12}{value}\n" for label, value in rows)
    inside = entry.inside
    if not inside:
        return text
    codes = max(len(each.code) for each in inside)
    names = max(len(each.definition.name) for each in inside)
    lines = (
        f"    {each.code:>{codes}}  {each.definition.name:<{names}}  {each.definition.reference}".rstrip() + "\n"
        for each in inside
    )
    return text + "  may hold:\n" + "".join(lines)


def option_object(entry: Entry) -> dict[str, Any]:
    """The object of ``options --json``."""
    return {
        "schema": "dhcptool.options/1",
        "family": entry.family,
        "code": entry.code,
        "name": entry.name,
        "title": entry.title or None,
        "type": entry.type,
        "reference": entry.definition.reference or None,
        "example": entry.example,
        "options": [option_object(each) for each in entry.inside] if not entry.path else [],
    }
