"""Options as users of dhcptest write them, in the words of this package.

What means one thing only is taken: its names of formats and of sub-options, lists in brackets or with spaces between,
text in double quotes where a value cannot begin with one. What we read ourselves is read so, and not looked at here;
but a list in brackets of domain names or user classes is never meant as names with brackets in them, nor a quoted one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

FORMATS: Final[Mapping[str, int]] = {
    "relayagent": 82, "vendorspecificinformation": 43, "clientidentifier": 61, "classlessstaticroute": 121,
    "domainsearch": 119, "userclass": 77, "clientfqdn": 81, "dhcpmessagetype": 53, "dhcpoptiontypes": 55,
    "dhcpoptiontype": 55, "netbiosnodetype": 46, "processorarchitecture": 93, "duration": 51, "time": 51,
}  # fmt: skip  # its formats that are the standard's of an option
SUB_OPTIONS: Final[Mapping[int, Mapping[str, str]]] = {
    82: {"agentCircuitID": "circuit-id", "agentRemoteID": "remote-id"},
}

_NAMES: Final = (77, 119)
_FQDN: Final = 81
_NODE_BITS: Final = "BPMH"
_CLIENT_ID: Final = re.compile(r"type\s*=\s*(\d{1,3})\s*,\s*clientIdentifier\s*=\s*\"?([0-9A-Fa-f: ]*)\"?")
_ROUTE: Final = re.compile(r"\[\s*\"?([^\s\",\[\]]+)\"?\s*,\s*\"?([^\s\",\[\]]+)\"?\s*\]\s*,?\s*")
_QUOTED: Final = re.compile(r"=\s*\"([^\"']*)\"")
_LIST: Final = re.compile(r"[0-9.,\s]+")


def plain(code: int, value: str) -> str:
    """A value without the brackets and quotes that no name in it can have: ``a.b, c.d`` for ``[a.b, c.d]``."""
    if code == _FQDN:
        return _unquoted(value)
    return _bare(value) if code in _NAMES else value


def reworded(code: int, value: str) -> str:
    """The value of an option that we could not read, as we might."""
    text = _OF_OPTION[code](value.strip()) if code in _OF_OPTION else _bare(value)
    if text == "present":
        return ""
    return ", ".join(text.replace(",", " ").split()) if _LIST.fullmatch(text) else text


def _bare(value: str) -> str:
    text = value.strip()
    return text[1:-1].strip() if text[:1] + text[-1:] in {"[]", "{}"} else text


def _relay_agent(text: str) -> str:
    text = _BARE_NAMES.sub(lambda found: SUB_OPTIONS[82][found[1]], _bare(text))
    return _QUOTED.sub(r"='\1'", text)


def _quoted(text: str) -> str:
    return _QUOTED.sub(r"='\1'", _bare(text))


def _unquoted(text: str) -> str:
    return _QUOTED.sub(r"=\1", _bare(text))


def _client_id(text: str) -> str:
    found = _CLIENT_ID.fullmatch(_bare(text))
    if found is None or int(found[1]) > 255:
        return text
    return f"hex:{int(found[1]):02x}{re.sub('[: ]', '', found[2])}"


def _routes(text: str) -> str:
    routes = _ROUTE.findall(_bare(text))
    return ", ".join(f"{subnet} - {router}" for subnet, router in routes) if routes else text


def _node_type(text: str) -> str:
    if text and all(letter in _NODE_BITS for letter in text):
        return str(sum(1 << _NODE_BITS.index(letter) for letter in set(text)))
    return _kebab(text)


def _kebab(text: str) -> str:
    """``x64-uefi`` for ``x64Uefi``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", text).lower()


_BARE_NAMES: Final = re.compile(rf"\b({'|'.join(SUB_OPTIONS[82])})\b(?=\s*=)")
_OF_OPTION: Final[Mapping[int, Callable[[str], str]]] = {
    43: _quoted, 46: _node_type, 61: _client_id, 82: _relay_agent, 93: _kebab, 121: _routes,
}  # fmt: skip  # by code
