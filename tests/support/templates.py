"""What templates make, as trees."""

from __future__ import annotations

from typing import Any

from dhcptools.kea.dialect import parse
from dhcptools.templates.catalogue import files
from dhcptools.templates.settings import Settings

SECRET = "a2V5IG9mIHRoZSB0ZXN0cywgMzIgb2N0ZXRzIGxvbmch"


def trees(name: str, **values: object) -> list[Any]:
    """The files of a template for Kea 3.0, parsed."""
    settings = Settings((3, 0, 4), secret=SECRET, **values)  # type: ignore[arg-type]
    return [parse(file.text.encode()).root.plain() for file in files(name, settings)]
