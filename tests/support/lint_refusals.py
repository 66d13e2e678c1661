"""What a module of refusals says of a text."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Final

from dhcptools.lint.versions import Version
from support.lint_contexts import context

_PLACE: Final = re.compile(r"test\.json:[0-9]+:[0-9]+")


def told(module: ModuleType, text: str, target: Version = (2, 2, 0)) -> list[str]:
    """Kea's words of each refusal, places as P: the differential test compares those."""
    return [_PLACE.sub("P", refusal.kea) for refusal in module.check(context(text, target))]


def one(module: ModuleType, text: str, target: Version = (2, 2, 0)) -> str:
    """Kea's words of the one refusal."""
    (only,) = told(module, text, target)
    return only
