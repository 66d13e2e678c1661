"""Text from the network or from a file, made harmless for a terminal."""

from __future__ import annotations

_BIDI = frozenset(range(0x202A, 0x202F)) | frozenset(range(0x2066, 0x206A)) | {0x061C, 0x200E, 0x200F}


def _unsafe(code: int) -> bool:
    return code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code in {0x2028, 0x2029} or code in _BIDI


def escape(text: str) -> str:
    r"""Write controls, line breaks, direction overrides and undecodable octets as ``\xNN`` or ``\uNNNN``.

    An octet that UTF-8 could not decode (a lone surrogate U+DC80 to U+DCFF) is shown as that octet. A backslash stays
    as it is: the result is for eyes, not for parsing back.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    code = ord(character)
    if not _unsafe(code):
        return character
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
