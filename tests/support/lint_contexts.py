"""Contexts of lint made of text."""

from __future__ import annotations

from dhcptools.kea.dialect import parse
from dhcptools.lint.context import Context
from dhcptools.lint.facts import NOTHING, Facts
from dhcptools.lint.versions import NEWEST, Version


def context(text: str, target: Version = NEWEST, facts: Facts = NOTHING) -> Context:
    """The context of a file with this text."""
    return Context(parse(text.encode(), "test.json"), "test.json", target, facts)
