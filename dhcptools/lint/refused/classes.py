"""Client classes whose name ``-t`` refuses; their expressions have rules of their own, KL515 to KL518."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dhcptools.lint.model.services import ClientClass
from dhcptools.lint.refused.refusal import Refusal, placed

if TYPE_CHECKING:
    from dhcptools.lint.context import Context


def check(context: Context) -> Iterator[Refusal]:
    """Look at every class in its order."""
    seen: set[str] = set()
    for each in context.classes:
        yield from _named(each, seen)
        seen.add(each.name)


def _named(each: ClientClass, seen: set[str]) -> Iterator[Refusal]:
    at = each.at("name")
    if "name" in each.entries and not each.name and type(at.value) is str:
        yield Refusal(at, f"not empty parameter 'name' is required {at.position})", "a class without a name")
    elif each.name in seen:
        text = f"Can't add class: Client Class: {each.name} has already been defined"
        yield Refusal(at, placed(text, each.node), f'class "{each.name}" is defined twice')
    if each.name in {"ALL", "KNOWN", "UNKNOWN"} and each.text("test"):
        text = f"built-in class '{each.name}' test expression must be empty"
        yield Refusal(each.at("test"), text, f'class "{each.name}" is built in and takes no test')
