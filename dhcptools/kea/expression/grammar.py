"""Kea's grammar of expressions: terminals in the order of its declarations, and rules, each with its first version.

The order of the terminals is the order in which an error lists what it expected.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

Version = tuple[int, ...]
ALWAYS: Final[Version] = (2, 2)
LCASE: Final[Version] = (2, 6)  # lcase, ucase
MATCH: Final[Version] = (3, 0)  # match, sand, sor, sifelse; and, or and ifelse stop early
CHAINS: Final[Version] = (3, 3)  # option[…].option[…].option[…]

END: Final = "end of file"
BOOL: Final = "top-level bool"
STRING: Final = "top-level string"

# Words and punctuation, which are their own names in errors ("," keeps its quotes there).
_WORDS: Final[tuple[tuple[str, Version], ...]] = (
    ("(", ALWAYS), (")", ALWAYS), ("not", ALWAYS), ("and", ALWAYS), ("sand", MATCH), ("or", ALWAYS), ("sor", MATCH),
    ("==", ALWAYS), ("option", ALWAYS), ("relay4", ALWAYS), ("relay6", ALWAYS), ("member", ALWAYS),
    ("peeraddr", ALWAYS), ("linkaddr", ALWAYS), ("[", ALWAYS), ("]", ALWAYS), (".", ALWAYS), ("text", ALWAYS),
    ("hex", ALWAYS), ("exists", ALWAYS), ("pkt", ALWAYS), ("iface", ALWAYS), ("src", ALWAYS), ("dst", ALWAYS),
    ("len", ALWAYS), ("pkt4", ALWAYS), ("mac", ALWAYS), ("hlen", ALWAYS), ("htype", ALWAYS), ("ciaddr", ALWAYS),
    ("giaddr", ALWAYS), ("yiaddr", ALWAYS), ("siaddr", ALWAYS), ("substring", ALWAYS), ("split", ALWAYS),
    ("all", ALWAYS), (",", ALWAYS), ("concat", ALWAYS), ("+", ALWAYS), ("ifelse", ALWAYS), ("sifelse", MATCH),
    ("hexstring", ALWAYS), ("addrtotext", ALWAYS), ("int8totext", ALWAYS), ("int16totext", ALWAYS),
    ("int32totext", ALWAYS), ("uint8totext", ALWAYS), ("uint16totext", ALWAYS), ("uint32totext", ALWAYS),
    ("lcase", LCASE), ("ucase", LCASE), ("pkt6", ALWAYS), ("msgtype", ALWAYS), ("transid", ALWAYS),
    ("vendor-class", ALWAYS), ("vendor", ALWAYS), ("*", ALWAYS), ("data", ALWAYS), ("enterprise", ALWAYS),
    ("match", MATCH),
)  # fmt: skip  # rows
_CLASSES: Final = ("constant string", "integer", "constant hexstring", "option name", "ip address")

# Levels bind tighter downwards; "not" has no side, the others are left-associative.
LEVELS: Final = {"+": 1, "sor": 2, "or": 3, "sand": 4, "and": 5, "not": 6}

_TOTEXT: Final = ("addrtotext", "int8totext", "int16totext", "int32totext", "uint8totext", "uint16totext",
                  "uint32totext")  # fmt: skip  # one argument each


class Rule(NamedTuple):
    """``left`` becomes ``right``; ``action`` names what is built of the values."""

    left: str
    right: tuple[str, ...]
    action: str


# left, right, action, first version, version that no longer has it; nonterminals are
# capitalised, classes of tokens are in capitals.
_RULES: Final[tuple[tuple[str, str, str, Version, Version | None], ...]] = (
    ("Start", "BOOL Expression", "second", ALWAYS, None),
    ("Start", "TEXT String", "second", ALWAYS, None),
    ("Expression", "Bool", "first", ALWAYS, None),
    ("Bool", "( Bool )", "second", ALWAYS, None),
    ("Bool", "not Bool", "negation", ALWAYS, None),
    ("Bool", "Bool and Bool", "logic", ALWAYS, None),
    ("Bool", "Bool sand Bool", "logic", MATCH, None),
    ("Bool", "Bool or Bool", "logic", ALWAYS, None),
    ("Bool", "Bool sor Bool", "logic", MATCH, None),
    ("Bool", "String == String", "equal", ALWAYS, None),
    ("Bool", "option [ Code ] . exists", "option", ALWAYS, CHAINS),
    ("Bool", "option [ Code ] . option [ SubCode ] . exists", "suboption", ALWAYS, CHAINS),
    ("Bool", "relay4 [ SubCode ] . exists", "relay4", ALWAYS, CHAINS),
    ("Bool", "relay6 [ Nest ] . option [ SubCode ] . exists", "relay6", ALWAYS, CHAINS),
    ("Bool", "Chain . exists", "chained", CHAINS, None),
    ("Bool", "Chain4 . exists", "chained", CHAINS, None),
    ("Bool", "Chain6 . exists", "chained", CHAINS, None),
    ("Bool", "vendor-class [ Enterprise ] . exists", "vendor", ALWAYS, None),
    ("Bool", "vendor [ Enterprise ] . exists", "vendor", ALWAYS, None),
    ("Bool", "vendor [ Enterprise ] . option [ SubCode ] . exists", "vendoroption", ALWAYS, CHAINS),
    ("Bool", "ChainV . exists", "chained", CHAINS, None),
    ("Bool", "member ( STRING )", "member", ALWAYS, None),
    ("Bool", "match ( STRING , String )", "match", MATCH, None),
    ("String", "STRING", "literal", ALWAYS, None),
    ("String", "HEX", "literal", ALWAYS, None),
    ("String", "ADDRESS", "literal", ALWAYS, None),
    ("String", "option [ Code ] . Form", "option", ALWAYS, CHAINS),
    ("String", "option [ Code ] . option [ SubCode ] . Form", "suboption", ALWAYS, CHAINS),
    ("String", "relay4 [ SubCode ] . Form", "relay4", ALWAYS, CHAINS),
    ("String", "relay6 [ Nest ] . option [ SubCode ] . Form", "relay6", ALWAYS, CHAINS),
    ("String", "Chain . Form", "chained", CHAINS, None),
    ("String", "Chain4 . Form", "chained", CHAINS, None),
    ("String", "Chain6 . Form", "chained", CHAINS, None),
    ("String", "ChainV . Form", "chained", CHAINS, None),
    ("String", "pkt . Metadata", "field", ALWAYS, None),
    ("String", "pkt4 . Field4", "field", ALWAYS, None),
    ("String", "pkt6 . Field6", "field", ALWAYS, None),
    ("String", "relay6 [ Nest ] . RelayField", "relayfield", ALWAYS, None),
    ("String", "substring ( String , From , Length )", "call", ALWAYS, None),
    ("String", "split ( String , String , Count )", "call", ALWAYS, None),
    ("String", "concat ( String , String )", "call", ALWAYS, None),
    ("String", "String + String", "plus", ALWAYS, None),
    ("String", "lcase ( String )", "call", LCASE, None),
    ("String", "ucase ( String )", "call", LCASE, None),
    ("String", "ifelse ( Bool , String , String )", "choice", ALWAYS, None),
    ("String", "sifelse ( Bool , String , String )", "choice", MATCH, None),
    ("String", "hexstring ( String , String )", "call", ALWAYS, None),
    *(("String", f"{word} ( String )", "call", ALWAYS, None) for word in _TOTEXT),
    ("String", "vendor . enterprise", "field", ALWAYS, None),
    ("String", "vendor-class . enterprise", "field", ALWAYS, None),
    ("String", "vendor [ Enterprise ] . option [ SubCode ] . Form", "vendoroption", ALWAYS, CHAINS),
    ("String", "vendor-class [ Enterprise ] . data", "vendor", ALWAYS, None),
    ("String", "vendor-class [ Enterprise ] . data [ INTEGER ]", "vendordata", ALWAYS, None),
    ("String", "Integer", "first", ALWAYS, None),
    ("String", "( String )", "second", ALWAYS, None),
    ("Integer", "INTEGER", "integer", ALWAYS, None),
    ("Chain", "option [ Code ]", "chain", CHAINS, None),
    ("Chain", "Chain . option [ SubCode ]", "link", CHAINS, None),
    ("Chain4", "relay4 [ SubCode ]", "chain4", CHAINS, None),
    ("Chain4", "Chain4 . option [ Code ]", "link", CHAINS, None),
    ("Chain6", "relay6 [ Nest ] . option [ SubCode ]", "chain6", CHAINS, None),
    ("Chain6", "Chain6 . option [ Code ]", "link", CHAINS, None),
    ("ChainV", "vendor [ Enterprise ] . option [ SubCode ]", "chainv", CHAINS, None),
    ("ChainV", "ChainV . option [ Code ]", "link", CHAINS, None),
    ("Code", "INTEGER", "code", ALWAYS, None),
    ("Code", "NAME", "name", ALWAYS, None),
    ("SubCode", "INTEGER", "code", ALWAYS, None),
    ("Form", "text", "word", ALWAYS, None),
    ("Form", "hex", "word", ALWAYS, None),
    ("Nest", "INTEGER", "nest", ALWAYS, None),
    *(("Metadata", word, "word", ALWAYS, None) for word in ("iface", "src", "dst", "len")),
    ("Enterprise", "INTEGER", "number", ALWAYS, None),
    ("Enterprise", "*", "any", ALWAYS, None),
    *(("Field4", word, "word", ALWAYS, None) for word in
      ("mac", "hlen", "htype", "ciaddr", "giaddr", "yiaddr", "siaddr", "msgtype", "transid")),
    *(("Field6", word, "word", ALWAYS, None) for word in ("msgtype", "transid")),
    *(("RelayField", word, "word", ALWAYS, None) for word in ("peeraddr", "linkaddr")),
    ("From", "INTEGER", "argument", ALWAYS, None),
    ("Length", "INTEGER", "argument", ALWAYS, None),
    ("Length", "all", "argument", ALWAYS, None),
    ("Count", "INTEGER", "argument", ALWAYS, None),
)  # fmt: skip  # rows


_TOKENS: Final = {
    "BOOL": BOOL, "TEXT": STRING, "STRING": "constant string", "INTEGER": "integer", "HEX": "constant hexstring",
    "NAME": "option name", "ADDRESS": "ip address",
}  # fmt: skip  # how the rules write what has a blank in it


def keywords(target: Version) -> tuple[str, ...]:
    """The words and punctuation a version knows."""
    return tuple(word for word, since in _WORDS if since <= target)


@cache
def terminals(target: Version) -> dict[str, int]:
    """The terminals of a version, in the order an error lists them."""
    names = (END, *keywords(target), BOOL, STRING, *_CLASSES)
    return {name: number for number, name in enumerate(names)}


def rules(target: Version) -> tuple[Rule, ...]:
    """The rules of a version; the first one is the whole."""
    return tuple(
        Rule(left, tuple(_TOKENS.get(symbol, symbol) for symbol in right.split()), action)
        for left, right, action, since, until in _RULES
        if since <= target and (until is None or target < until)
    )


def shown(terminal: str) -> str:
    """A terminal as errors name it."""
    return '","' if terminal == "," else terminal


def grammar_of(target: Version) -> Version:
    """The first version that has the same grammar as ``target``."""
    return max(version for version in (ALWAYS, LCASE, MATCH, CHAINS) if version <= target or version == ALWAYS)
