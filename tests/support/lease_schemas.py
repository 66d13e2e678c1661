"""The schemas of what the commands on leases say as JSON, by the name in each object."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator


@cache
def _schema(name: str) -> Draft202012Validator:
    tool, _, version = name.partition("/")
    file = f"{tool.removeprefix('dhcptool.')}-{version}.schema.json"
    return Draft202012Validator(json.loads((files("dhcptools.schemas") / file).read_text()))


def valid(text: str) -> list[dict[str, Any]]:
    """The objects of these lines, each of which begins with its schema and keeps to it."""
    found = [json.loads(line) for line in text.splitlines()]
    for entry in found:
        assert next(iter(entry)) == "schema"
        _schema(entry["schema"]).validate(entry)
    return found
