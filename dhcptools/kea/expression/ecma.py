r"""ECMAScript's regular expressions as ``std::regex`` of libstdc++ reads them, for ``match()``.

Rules this file keeps:

- what libstdc++ refuses is refused with its words, what it accepts becomes a tree: ``]`` and ``}`` stand for
  themselves, ``a**`` is fine, ``\cX`` is just ``X``, ``.`` is anything but CR and LF, classes are the C locale's;
- octets are matched, compared as signed ones in ranges, as ``char`` is;
- what has no automaton (back references) or needs too large a one is an :class:`UnsupportedPatternError`.
"""

from __future__ import annotations

from typing import Final

MOST_DEPTH: Final = 100  # groups inside one another
MOST_REPEAT: Final = 2000  # of {n,m}: what we build an automaton for

Tree = tuple[object, ...]
# ("set", mask) | ("cat", [trees]) | ("alt", [trees]) | ("repeat", tree, least, most or -1) | ("begin",) | ("end",)
# | ("boundary", wanted) | ("ahead", tree, wanted)

_ALL: Final = (1 << 256) - 1


def _mask(octets: bytes | range) -> int:
    return sum(1 << octet for octet in octets)


_DIGIT: Final = _mask(b"0123456789")
_UPPER: Final = _mask(range(0x41, 0x5B))
_LOWER: Final = _mask(range(0x61, 0x7B))
_SPACE: Final = _mask(b" \t\n\v\f\r")
_GRAPH: Final = _mask(range(0x21, 0x7F))
WORD: Final = _DIGIT | _UPPER | _LOWER | _mask(b"_")
_NAMED: Final = {
    "d": _DIGIT, "w": WORD, "s": _SPACE, "alnum": _DIGIT | _UPPER | _LOWER, "alpha": _UPPER | _LOWER,
    "blank": _mask(b" \t"), "cntrl": _mask(range(0x20)) | 1 << 0x7F, "digit": _DIGIT, "graph": _GRAPH,
    "lower": _LOWER, "print": _GRAPH | 1 << 0x20, "punct": _GRAPH & ~(_DIGIT | _UPPER | _LOWER), "space": _SPACE,
    "upper": _UPPER, "xdigit": _DIGIT | _mask(b"abcdefABCDEF"),
}  # fmt: skip  # rows
_CONTROLS: Final = {"0": 0, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}


class PatternError(ValueError):
    """A pattern that libstdc++ refuses, in its words."""


class UnsupportedPatternError(ValueError):
    """A pattern Kea takes, but we have no automaton for."""


def check_pattern(pattern: str) -> str:
    """What libstdc++ says against a pattern, empty when it takes it."""
    try:
        parse_pattern(pattern)
    except PatternError as error:
        return str(error)
    except UnsupportedPatternError:
        return ""
    return ""


def parse_pattern(pattern: str) -> Tree:
    """The tree of a pattern. Raises PatternError and UnsupportedPatternError."""
    octets = pattern.encode("utf-8", "surrogateescape").decode("latin-1")
    parser = _Parser(octets)
    tree = parser.disjunction(0)
    if parser.at < len(octets):
        raise PatternError("Mismatched '(' and ')' in regular expression")
    if parser.unsupported:
        raise UnsupportedPatternError(parser.unsupported)
    return tree


class _Parser:
    """Recursive descent over the octets of a pattern, each as one character; groups are bounded by MOST_DEPTH."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.groups = 0
        self.unsupported = ""

    def disjunction(self, depth: int) -> Tree:
        if depth > MOST_DEPTH:
            raise UnsupportedPatternError(f"more than {MOST_DEPTH} groups inside one another")
        branches = [self.alternative(depth)]
        while self.text.startswith("|", self.at):
            self.at += 1
            branches.append(self.alternative(depth))
        return branches[0] if len(branches) == 1 else ("alt", branches)

    def alternative(self, depth: int) -> Tree:
        terms: list[Tree] = []
        while (term := self.term(depth)) is not None:
            terms.append(term)
        return ("cat", terms)

    def term(self, depth: int) -> Tree | None:
        text, at = self.text, self.at
        if at >= len(text) or text[at] in "|)*+?{":
            return None
        for word, tree in (
            ("^", ("begin",)),
            ("$", ("end",)),
            ("\\b", ("boundary", True)),
            ("\\B", ("boundary", False)),
        ):
            if text.startswith(word, at):
                self.at += len(word)
                return tree
        if text.startswith(("(?=", "(?!"), at):
            self.at += 3
            return ("ahead", self._closed(depth), text[at + 2] == "=")
        atom = self.atom(depth)
        while (quantified := self.quantifier(atom)) is not None:
            atom = quantified
        return atom

    def _closed(self, depth: int) -> Tree:
        inner = self.disjunction(depth + 1)
        if not self.text.startswith(")", self.at):
            raise PatternError("Mismatched '(' and ')' in regular expression")
        self.at += 1
        return inner

    def atom(self, depth: int) -> Tree:
        character = self.text[self.at]
        self.at += 1
        if character == ".":
            return ("set", _ALL & ~_mask(b"\r\n"))
        if character == "(":
            if self.text.startswith("?", self.at):
                if not self.text.startswith("?:", self.at):
                    if self.at + 1 >= len(self.text):
                        raise PatternError("Mismatched '(' and ')' in regular expression")
                    raise PatternError("Invalid '(?...)' zero-width assertion in regular expression")
                self.at += 2
            else:
                self.groups += 1
            return self._closed(depth)
        if character == "[":
            return ("set", self.bracket())
        if character == "\\":
            return self.escape()
        return ("set", 1 << ord(character))

    def escape(self) -> Tree:
        if self.at >= len(self.text):
            raise PatternError("Invalid escape at end of regular expression")
        character = self.text[self.at]
        if character.isdigit() and character != "0":
            digits = self.at
            while self.at < len(self.text) and self.text[self.at] in "0123456789":
                self.at += 1
            if int(self.text[digits : self.at][:9]) > self.groups:
                raise PatternError("Back-reference index exceeds current sub-expression count.")
            self.unsupported = "back references need more than an automaton"
            return ("cat", [])
        found = self._class_escape()
        return ("set", found if found is not None else 1 << self._character_escape())

    def _class_escape(self) -> int | None:
        r"""\d, \W and the like, None for anything else."""
        character = self.text[self.at]
        if character not in "dDsSwW":
            return None
        self.at += 1
        mask = _NAMED[character.lower()]
        return _ALL & ~mask if character.isupper() else mask

    def _character_escape(self) -> int:
        character = self.text[self.at]
        self.at += 1
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character == "c":
            if self.at >= len(self.text):
                raise PatternError("invalid '\\cX' control character in regular expression")
            self.at += 1
            return ord(self.text[self.at - 1])
        if character in "xu":
            count = 2 if character == "x" else 4
            digits = self.text[self.at : self.at + count]
            if len(digits) < count or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
                kind = "\\xNN" if count == 2 else "\\uNNNN"
                raise PatternError(f"Invalid '{kind}' control character in regular expression")
            self.at += count
            return int(digits, 16) & 0xFF
        return ord(character)

    def quantifier(self, atom: Tree) -> Tree | None:
        text = self.text
        if self.at >= len(text) or text[self.at] not in "*+?{":
            return None
        sign = text[self.at]
        self.at += 1
        if sign == "{":
            least, most = self._braces()
        else:
            least, most = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}[sign]
        if text.startswith("?", self.at):  # lazy or not, the same texts match as a whole
            self.at += 1
        return ("repeat", atom, least, most)

    def _braces(self) -> tuple[int, int]:
        least = self._count()
        if least is None:
            raise PatternError("Invalid range in '{}' in regular expression")
        most: int | None = least
        if self.text.startswith(",", self.at):
            self.at += 1
            most = self._count()
        if not self.text.startswith("}", self.at):
            what = "Mismatched '{' and '}'" if self.at >= len(self.text) else "Invalid range in '{}'"
            raise PatternError(f"{what} in regular expression")
        self.at += 1
        if most is not None and most < least:
            raise PatternError("Invalid range in brace expression.")
        if max(least, most or 0) > MOST_REPEAT:
            self.unsupported = f"a repetition of more than {MOST_REPEAT}"
            return 0, 0
        return least, -1 if most is None else most

    def _count(self) -> int | None:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "0123456789":
            self.at += 1
        return int(self.text[start : self.at][:9]) if self.at > start else None

    def bracket(self) -> int:
        negated = self.text.startswith("^", self.at)
        self.at += negated
        mask, last = 0, -1  # last: the character before, -1 for none, -2 for a class
        first = True
        while True:
            if self.at >= len(self.text):
                raise PatternError("Unexpected character within '[...]' in regular expression")
            if self.text[self.at] == "]":
                self.at += 1
                break
            dash = self.text[self.at] == "-"
            if dash and not first and last == -2 and not self.text.startswith("-]", self.at):
                raise PatternError("Invalid start of '[x-x]' range in regular expression")
            if dash and last >= 0:
                self.at += 1
                if self.text.startswith("]", self.at):
                    mask |= 1 << 0x2D
                    continue
                low, high = last, self._range_end()
                if _signed(low) > _signed(high):
                    raise PatternError("Invalid range in bracket expression.")
                mask |= _mask(bytes(each for each in range(256) if _signed(low) <= _signed(each) <= _signed(high)))
                last = -1
            else:
                added, last = self._bracket_item()
                mask |= added
            first = False
        return _ALL & ~mask if negated else mask

    def _range_end(self) -> int:
        if self.at >= len(self.text):
            raise PatternError("Invalid end of '[x-x]' range in regular expression")
        mask, last = self._bracket_item()
        if last < 0 and mask:
            raise PatternError("Invalid end of '[x-x]' range in regular expression")
        return last

    def _bracket_item(self) -> tuple[int, int]:
        """The octets of one item, and its character or -2 for a class."""
        character = self.text[self.at]
        if character == "[" and self.text[self.at + 1 : self.at + 2] in {".", ":", "="}:
            sign = self.text[self.at + 1]
            stop = self.text.find(f"{sign}]", self.at + 2)
            if stop < 0:
                raise PatternError(_UNCLOSED[sign])
            name = self.text[self.at + 2 : stop]
            self.at = stop + 2
            if sign == ":":
                if name.lower() not in _NAMED:
                    raise PatternError("Invalid character class.")
                return _NAMED[name.lower()], -2
            if len(name) != 1:
                self.unsupported = "collating elements with names"
                return 0, -2
            return 1 << ord(name), ord(name) if sign == "." else -2
        if character == "[" and self.at + 1 >= len(self.text):
            raise PatternError("Incomplete '[[' character class in regular expression")
        self.at += 1
        if character != "\\":
            return 1 << ord(character), ord(character)
        if self.at >= len(self.text):
            raise PatternError("Invalid escape in regular expression")
        if self.text[self.at] in "dDsSwW":
            mask = self._class_escape()
            return mask or 0, -2
        code = self._character_escape()
        return 1 << code, code


_UNCLOSED: Final = {
    ".": "Unexpected end of character class.", ":": "Unexpected end of character class.",
    "=": "Invalid collating element in regular expression",
}  # fmt: skip  # rows


def _signed(octet: int) -> int:
    return octet - 256 if octet > 127 else octet
