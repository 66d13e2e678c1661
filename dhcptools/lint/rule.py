"""What a rule is; how the modules under ``rules/`` are found and chosen without importing those not asked for."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final, Literal

from dhcptools.lint.finding import Finding, Fix, Severity, Spot, span

if TYPE_CHECKING:
    from dhcptools.lint.context import Context

Daemon = Literal["Dhcp4", "Dhcp6", "Control-agent", "DhcpDdns"]
DHCP: Final[tuple[Daemon, ...]] = ("Dhcp4", "Dhcp6")
EVERY: Final[tuple[Daemon, ...]] = ("Dhcp4", "Dhcp6", "Control-agent", "DhcpDdns")

# What Kea itself does about it, in the letters of the catalogue.
KEA_CHECKS: Final = {
    "t": "refused by -t in every version",
    "tw": "warned about by -t",
    "th": "refused by -t, depending on the host",
    "v": "refused by -t, depending on the version",
    "T": "refused by -T only, which loads hooks (2.3.6 and later)",
    "S": "accepted by -t and -T, then the server does not start",
    "ST": "accepted by -t; refused by -T, or the server does not start",
    "m": "never noticed: it takes two files to see it",
    "-": "never noticed",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``kea_check`` is a key of KEA_CHECKS; ``daemons`` are the files it looks at.

    ``across`` rules have ``check_files(contexts)`` instead of ``check(context)`` and see all files of the run.
    """

    id: str
    name: str
    severity: Severity
    kea_check: str
    fixable: bool = False
    daemons: tuple[Daemon, ...] = DHCP
    across: bool = False

    def finding(self, at: Spot, message: str, fix: Fix | None = None, kea: str = "") -> Finding:
        """A finding of this rule at a value, a key, or a span; ``kea`` is what Kea says of it, if anything."""
        return Finding(self.id, self.severity, message, *span(at), fix, kea=kea)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rule and its module, whose docstring is its page."""

    rule: Rule
    module: ModuleType

    @property
    def page(self) -> str:
        """The text of the rule's page, in Markdown."""
        return inspect.cleandoc(self.module.__doc__ or "")

    def check(self, context: Context) -> Iterable[Finding]:
        """Run a rule of one file."""
        found: Iterable[Finding] = self.module.check(context)
        return found

    def check_files(self, contexts: Sequence[Context]) -> Iterable[Finding]:
        """Run a rule that compares files."""
        found: Iterable[Finding] = self.module.check_files(contexts)
        return found


@cache
def identifiers() -> tuple[str, ...]:
    """The ids of all rules, sorted: the names of the modules."""
    folder = Path(__file__).parent / "rules"
    return tuple(sorted(path.stem.upper() for path in folder.iterdir() if re.fullmatch(r"kl[0-9]{3}\.py", path.name)))


def load_rule(identifier: str) -> Loaded:
    """Import one rule. Raises KeyError for an id that is not there."""
    if identifier not in identifiers():
        raise KeyError(identifier)
    module = import_module(f"dhcptools.lint.rules.{identifier.lower()}")
    return Loaded(module.RULE, module)


def choose(select: Sequence[str], ignore: Sequence[str]) -> Iterator[str]:
    """The ids that the longest matching prefix selects; a tie between the two lists ignores.

    ``ALL`` stands for every rule. Raises ValueError for a word that matches no rule.
    """
    for word in (*select, *ignore):
        if word != "ALL" and not any(each.startswith(word) for each in identifiers()):
            raise ValueError(word)
    for each in identifiers():
        if _weight(each, select) > _weight(each, ignore):
            yield each


def _weight(identifier: str, words: Sequence[str]) -> int:
    return max((0 if word == "ALL" else len(word) for word in words if _matches(identifier, word)), default=-1)


def _matches(identifier: str, word: str) -> bool:
    return word == "ALL" or identifier.startswith(word)
