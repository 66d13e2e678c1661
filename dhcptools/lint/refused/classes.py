"""Client classes whose name or boot fields ``-t`` refuses; KL515 to KL518 are about their expressions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dhcptools.kea.classes import BUILT_IN
from dhcptools.lint.model import values
from dhcptools.lint.model.services import ClientClass
from dhcptools.lint.refused.refusal import Refusal, placed, too_long

if TYPE_CHECKING:
    from dhcptools.lint.context import Context

_BROADCAST: Final = 0xFFFFFFFF


def check(context: Context) -> Iterator[Refusal]:
    """Look at every class in its order."""
    seen: set[str] = set()
    for each in context.classes:
        yield from _named(each, seen)
        yield from _boot(each)
        seen.add(each.name)


def _named(each: ClientClass, seen: set[str]) -> Iterator[Refusal]:
    at = each.at("name")
    if "name" in each.entries and not each.name and type(at.value) is str:
        yield Refusal(at, f"not empty parameter 'name' is required {at.position})", "a class without a name")
    elif each.name in seen:
        text = f"Can't add class: Client Class: {each.name} has already been defined"
        yield Refusal(at, placed(text, each.node), f'class "{each.name}" is defined twice')
    if each.name in BUILT_IN:
        if each.text("test"):
            text = f"built-in class '{each.name}' test expression must be empty"
            yield Refusal(each.at("test"), text, f'class "{each.name}" is built in and takes no test')
        elif each.boolean("only-if-required"):
            text = f"built-in class '{each.name}' only-if-required flag must be false"
            yield Refusal(each.at("only-if-required"), text, f'class "{each.name}" is built in, not asked for')


def _boot(each: ClientClass) -> Iterator[Refusal]:
    server = each.text("next-server") if each.family == 4 else None
    if server is not None and values.address4(server) in {None, _BROADCAST}:
        at = each.at("next-server")
        text, what = f"Invalid next-server value specified: '{server}'", f'"{server}" is no IPv4 address'
        if values.address4(server) == _BROADCAST:
            text = f"Invalid next-server value: '{server}', must not be a broadcast"
            what = "next-server must not be a broadcast"
        yield Refusal(at, placed(text, at), what)
    for key, most in (("server-hostname", 63), ("boot-file-name", 127)):
        said = too_long(each, key, most)
        if said:
            yield Refusal(each.at(key), placed(said, each.at(key)), said)
