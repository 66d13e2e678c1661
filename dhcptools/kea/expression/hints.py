"""What an expression that Kea refuses was probably meant to be: Kea names a character, people want a word."""

from __future__ import annotations

import re
from typing import Final

from dhcptools.kea.expression.analysis import Remark
from dhcptools.kea.expression.errors import ExpressionError
from dhcptools.kea.expression.grammar import CHAINS, LCASE, MATCH, keywords
from dhcptools.kea.expression.names import Names
from dhcptools.packet.definitions import nearest

_WORD: Final = re.compile(rb"[A-Za-z][A-Za-z0-9_-]*")
_SINCE: Final = {"lcase": LCASE, "ucase": LCASE, "match": MATCH, "sand": MATCH, "sor": MATCH, "sifelse": MATCH}
_CALLED: Final = frozenset(("lcase", "ucase", "match", "sifelse"))


def hint(text: str, error: ExpressionError, names: Names) -> Remark:
    """The lint rule that an error belongs to, its words, and what would be right where that is plain."""
    data = text.encode("utf-8", "surrogateescape")
    return (
        _version(data, error, names)
        or _single_equal(data, error)
        or _name(error, names)
        or _class(error)
        or _word(data, error, names)
        or Remark("KL515", error.offset, error.stop, str(error))
    )


def _place(error: ExpressionError, before: int = 0) -> str:
    """Where it is, or so many octets further to the left."""
    location = error.location
    return "" if location is None else f" at {location.line}:{location.column - before}"


def _version(data: bytes, error: ExpressionError, names: Names) -> Remark | None:
    """A word that a later Kea knows."""
    found = _WORD.match(data, error.offset)
    word = "" if found is None else found[0].decode()
    for known in sorted(_SINCE, key=len, reverse=True):
        since = _SINCE[known]
        if word.startswith(known) and since > names.target and error.text.startswith("Invalid character"):
            shown = f"{known}()" if known in _CALLED else known
            needs = f"{shown} needs Kea {since[0]}.{since[1]}"
            return Remark(
                "KL519", error.offset, error.offset + len(known), f"{needs} (lcase/ucase 2.6); target is {_show(names)}"
            )
    chain = word == "option" and "unexpected option, expecting text or hex or exists" in error.text
    if chain and names.target < CHAINS:
        message = f"more than two options in a chain need Kea 3.3 (target is {_show(names)})"
        return Remark("KL519", error.offset, error.stop, message)
    return None


def _show(names: Names) -> str:
    return ".".join(map(str, names.target))


def _single_equal(data: bytes, error: ExpressionError) -> Remark | None:
    if error.text != "Invalid character: =" or data[error.offset + 1 : error.offset + 2] == b"=":
        return None
    return Remark("KL516", error.offset, error.stop, f"={_place(error)}: use ==", "==")


def _name(error: ExpressionError, names: Names) -> Remark | None:
    found = re.fullmatch(r"option '(.*)' is not defined", error.text)
    if found is None:
        return None
    every = names.all()
    near = [each for each in every if each.startswith(found[1])] or _near(found[1], every)
    better = near[0] if near else None
    also = "" if better is None else f"; did you mean '{better}' ({names.code(better)})?"
    message = f"option '{found[1]}' is not defined in DHCPv{names.family}{also}"
    return Remark("KL518", error.offset, error.stop, message, better)


def _class(error: ExpressionError) -> Remark | None:
    found = re.fullmatch(r"Not defined client class '(.*)'", error.text)
    if found is None:
        return None
    return Remark(
        "KL517", error.offset, error.stop, f"member('{found[1]}'): class \"{found[1]}\" is not defined further up"
    )


def _word(data: bytes, error: ExpressionError, names: Names) -> Remark | None:
    """A word that is none, or has letters too many."""
    if not error.text.startswith("Invalid character"):
        return None
    start = error.offset
    while start > 0 and re.match(rb"[A-Za-z0-9_-]", data[start - 1 : start]):
        start -= 1
    found = _WORD.match(data, start)
    if found is None or found.end() <= error.offset:
        return None
    word = found[0].decode()
    near = _near(word, [known for known in keywords(names.target) if known.isidentifier()])
    better = near[0] if near else None
    after = re.match(rb"\s*\[[^\]]*\]", data[found.end() :])
    shown = (
        "" if better is None else better + (after[0].decode("utf-8", "replace") if after and better == "option" else "")
    )
    also = f"; did you mean {shown}?" if shown else ""
    return Remark(
        "KL515", start, found.end(), f'unknown word "{word}"{_place(error, error.offset - start)}{also}', better
    )


def _near(word: str, known: list[str] | tuple[str, ...]) -> list[str]:
    text = nearest(word, known)
    return re.findall(r"[\w-]+", text.removeprefix(" (did you mean "))[:1] if text else []
