"""The columns of the tables of Kea's own option definitions, and the versions their rows begin with."""

from __future__ import annotations

from typing import Final, NamedTuple

Version = tuple[int, ...]
V2_2: Final[Version] = (2, 2)
V2_4: Final[Version] = (2, 4)
V2_6: Final[Version] = (2, 6)
V3_0: Final[Version] = (3, 0)


class Row(NamedTuple):
    """``types`` are the fields of the value; ``encapsulates`` is the space of the options behind them."""

    code: int
    name: str
    types: str
    since: Version
    encapsulates: str = ""


def own_row(
    name: str, code: int, type_name: str, array: bool = False, record_types: str = "", encapsulate: str = ""
) -> Row:
    """A row of the words of an ``option-def``."""
    types = " ".join(record_types.replace(",", " ").split()) if type_name == "record" else type_name
    return Row(code, name, f"{types}*" if array else types, (0,), encapsulate)
