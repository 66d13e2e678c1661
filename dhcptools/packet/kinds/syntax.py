r"""The text syntax that kinds share: escaped octets inside a string, fields separated by commas.

Two independent layers, so that any text can stand inside any list:

- :func:`escape` and :func:`unescape` stand for what a terminal must not see: ``\x1b`` is one octet;
- :func:`join` and :func:`split` separate fields by ``, ``. A field that holds a comma itself stands in parentheses, or
  has ``\,`` for it as in Kea's ``data``; both read back.

A backslash that starts none of these stands for itself, so ``DOMAIN\user`` needs no care.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dhcptools.packet.errors import EncodeError

_OCTETS = re.compile(r"(?:\\x[0-9a-fA-F]{2})+|\\\\")
_AMBIGUOUS = re.compile(r"\\(?=[\\x]|$)")
_SPECIAL = re.compile(r"([,()])|\\(?=[\\,() ]|$)")
_ESCAPED = re.compile(r"\\([\\,() ])")


def decoded(octets: bytes) -> str:
    """Octets as text; what is not UTF-8 becomes surrogate escapes, so that nothing is lost."""
    return octets.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """The octets of :func:`decoded`. Raises EncodeError for surrogates that stand for no octet."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise EncodeError(f"{text!r} has no UTF-8 encoding") from None


def escape(text: str) -> str:
    r"""``text`` with every character that does not print (controls, direction marks, stray octets) as ``\xNN``."""
    if text.isprintable() and "\\" not in text:
        return text
    if text.isprintable():
        return _AMBIGUOUS.sub(r"\\\\", text)
    return "".join(
        character if character.isprintable() else "".join(f"\\x{octet:02x}" for octet in _octets(character))
        for character in text.replace("\\", "\\\\")
    )


def _octets(character: str) -> bytes:
    return character.encode("utf-8", "surrogateescape" if "\udc80" <= character <= "\udcff" else "replace")


def unescape(text: str) -> str:
    """The text that :func:`escape` printed. Raises EncodeError for surrogates that stand for no octet."""
    if "\\" not in text:
        return text
    plain: list[bytes] = []
    at = 0
    for match in _OCTETS.finditer(text):
        plain.append(encoded(text[at : match.start()]))
        found = match.group()
        plain.append(b"\\" if found == "\\\\" else bytes.fromhex(found.replace("\\x", "")))
        at = match.end()
    plain.append(encoded(text[at:]))
    return decoded(b"".join(plain))


def join(texts: Iterable[str]) -> str:
    """One line out of any texts, such that ``split(join(texts)) == texts``."""
    return line([quote(text) for text in texts])


def split(text: str) -> list[str]:
    """The texts of a line. Raises EncodeError for a parenthesis that nothing closes."""
    return [unquote(field) for field in pieces(text)]


def line(fields: list[str]) -> str:
    """One line out of fields that are quoted already, such that ``pieces(line(fields)) == fields``."""
    return "()" if fields == [""] else ", ".join(fields)


def quote(text: str) -> str:
    """A field for any text: as it is, in parentheses, or with backslashes."""
    plain = "," not in text and "=(" not in text and not text.startswith(("(", " ")) and not text.endswith(" ")
    level = not any(mark in text for mark in "()\\") or _balanced(text)
    if not text or (plain and level and "\\" not in text):
        return text
    if not plain and level:
        return f"({text})"
    inner = text.strip(" ")
    left, right = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
    if not inner:
        return "\\ " * left
    return "\\ " * left + _SPECIAL.sub(_backslash, inner) + "\\ " * right


def unquote(field: str) -> str:
    """The text of a field. Raises EncodeError for text after a closing parenthesis."""
    if not field.startswith("("):
        return _ESCAPED.sub(r"\1", field)
    end = _closing(field, 0)
    if end != len(field) - 1:
        raise EncodeError(f"a comma is needed after the parenthesis in {field!r}")
    return field[1:end]


def pieces(text: str) -> list[str]:
    """The fields of a line, still quoted. Parentheses count at the start of a field and after its first ``=``."""
    if not text.strip(" "):
        return []
    fields = []
    at = 0
    while True:
        while text[at : at + 1] == " ":
            at += 1
        end = _end_of_field(text, at)
        fields.append(_trimmed(text[at:end]))
        if end >= len(text):
            return fields
        at = end + 1


def _end_of_field(text: str, at: int) -> int:
    """Where the comma after the field at ``at`` stands, or the end."""
    groups = text.startswith("(", at)
    named = False
    while at < len(text):
        character = text[at]
        if character == ",":
            return at
        if groups and character == "(":
            at = _closing(text, at)
        groups = character == "=" and not named
        named = named or groups
        at += 2 if character == "\\" else 1
    return len(text)


def _backslash(match: re.Match[str]) -> str:
    return "\\" + match.group()


def _balanced(text: str) -> bool:
    """Whether ``text`` in parentheses ends at its own closing one."""
    try:
        return _closing(f"({text})", 0) == len(text) + 1
    except EncodeError:
        return False


def _closing(text: str, at: int) -> int:
    """Where the parenthesis that opens at ``at`` closes. Raises EncodeError when it does not."""
    depth = 0
    start = at
    while at < len(text):
        character = text[at]
        if character == "\\":
            at += 1
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    raise EncodeError(f"nothing closes the parenthesis in {text[start:]!r}")


def _trimmed(field: str) -> str:
    """Without the blanks at its end, unless a backslash holds one."""
    bare = field.rstrip(" ")
    backslashes = len(bare) - len(bare.rstrip("\\"))
    return bare + " " if backslashes % 2 and bare != field else bare
