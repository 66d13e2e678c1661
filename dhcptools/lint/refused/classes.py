"""Client classes that ``-t`` refuses: their names, and their expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dhcptools.kea.expression.errors import ExpressionError
from dhcptools.kea.expression.parser import parse
from dhcptools.kea.tree import Node
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Fix, Place, Spot
from dhcptools.lint.model.services import ClientClass
from dhcptools.lint.refused.refusal import OTHER, Refusal, placed
from dhcptools.lint.suggest import closest

if TYPE_CHECKING:
    from dhcptools.lint.context import Context

_BUILT_IN: Final = frozenset(("ALL", "KNOWN", "UNKNOWN", "BOOTP"))
_PREFIXES: Final = ("VENDOR_CLASS_", "HA_", "AFTER_", "EXTERNAL_")
_WORDS: Final = (
    "option", "relay4", "relay6", "pkt", "pkt4", "pkt6", "vendor", "vendor-class", "member", "substring", "split",
    "concat", "ifelse", "hexstring", "match", "lcase", "ucase", "addrtotext", "not", "and", "or", "all", "exists",
    "hex", "text",
)  # fmt: skip  # of the language
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def check(context: Context) -> Iterator[Refusal]:
    """Look at every class in its order: a test may ask for those before it."""
    seen: set[str] = set()
    for each in context.classes:
        yield from _named(each, seen)
        for key, result in (("test", "bool"), ("template-test", "string")):
            text = each.text(key)
            if text is not None and not (key == "test" and each.name in {"ALL", "KNOWN", "UNKNOWN"}):
                yield from _expression(each, key, text, seen, context, template=result == "string")
        seen.add(each.name)


def is_built_in(name: str) -> bool:
    """Whether ``member`` may ask for a class that the file does not define."""
    return name in _BUILT_IN or name.startswith(_PREFIXES)


def _named(each: ClientClass, seen: set[str]) -> Iterator[Refusal]:
    at = each.at("name")
    if "name" in each.entries and not each.name and type(at.value) is str:
        yield Refusal(OTHER, at, f"not empty parameter 'name' is required {at.position})", "a class without a name")
    elif each.name in seen:
        text = f"Can't add class: Client Class: {each.name} has already been defined"
        yield Refusal(OTHER, at, placed(text, each.node), f'class "{each.name}" is defined twice')
    if each.name in {"ALL", "KNOWN", "UNKNOWN"} and each.text("test"):
        text = f"built-in class '{each.name}' test expression must be empty"
        yield Refusal(OTHER, each.at("test"), text, f'class "{each.name}" is built in and takes no test')


def _expression(
    each: ClientClass, key: str, text: str, seen: set[str], context: Context, *, template: bool
) -> Iterator[Refusal]:
    def defined(name: str) -> bool:
        return name in seen or is_built_in(name)

    try:
        parse(text, context.names, result="string" if template else "bool", defined=defined)
    except ExpressionError as error:
        at = each.at(key)
        kea = f"expression: [{text}] error: {error} at ({at.position})"
        spot = inside(at, text, error)
        yield _refused(text, error, spot, at, kea, context)


def inside(at: Node, text: str, error: ExpressionError) -> Spot:
    """Where the fault stands in the file: in the string, when it is written without escapes."""
    source = at.source
    if source.data[at.start + 1 : at.stop - 1] != text.encode("utf-8", "surrogateescape"):
        return at
    start = at.start + 1 + error.offset
    return Place(source, start, max(start + 1, at.start + 1 + error.stop))


def _refused(text: str, error: ExpressionError, spot: Spot, at: Node, kea: str, context: Context) -> Refusal:
    where = "" if error.location is None else f"{error.location.line}.{error.location.column}"
    place = where.replace(".", ":")
    said = error.text
    data = text.encode("utf-8", "surrogateescape")
    if said.startswith("Not defined client class"):
        name = said.split("'")[1]
        later = name in context.class_names
        hint = "is defined later; move it up" if later else "is not defined"
        return Refusal("KL517", spot, kea, f"member('{name}'): class \"{name}\" {hint}")
    if said.startswith("option '") and said.endswith("is not defined"):
        name = said.split("'")[1]
        near = closest(name, context.names.all())
        code = None if near is None else context.names.code(near)
        hint = f"; did you mean '{near}' ({code})?" if near is not None else ""
        return Refusal("KL518", spot, kea, f"option '{name}' is not defined in DHCPv{context.family}{hint}")
    if said == "Invalid character: =":
        fix = None
        octet = error.offset
        if data[octet : octet + 1] == b"=" and isinstance(spot, Place):
            better = (data[:octet] + b"==" + data[octet + 1 :]).decode("utf-8", "surrogateescape")
            fix = Fix("write ==", (replace_value(at, quoted(better)),))
        return Refusal("KL516", spot, kea, f"= at {place}: use ==", fix)
    word = _word(data, error)
    if word is not None and said.startswith("Invalid character"):
        start, found = word
        near = closest(found, _WORDS)
        fix = None
        message = f'unknown word "{found}" at {place}'
        if near is not None:
            rest = data[start + len(found) :].decode("utf-8", "surrogateescape")
            shown = near + (re.match(r"\[[^\]]*\]|", rest) or [""])[0]
            message += f"; did you mean {shown}?"
            better = data[:start].decode("utf-8", "surrogateescape") + near + rest
            fix = Fix(f"write {near}", (replace_value(at, quoted(better)),))
        return Refusal("KL515", spot, kea, message, fix)
    return Refusal("KL515", spot, kea, f"expression at {place}: {said}" if place else f"expression: {said}")


def _word(data: bytes, error: ExpressionError) -> tuple[int, str] | None:
    """The word that a stray character is part of, and where it begins: Kea's lexer reads ``option`` of ``options``."""
    text = data.decode("latin-1")
    for found in _WORD.finditer(text):
        if found.start() <= error.offset < found.end():
            return found.start(), found[0]
    return None
