"""What ``leases check`` looks for: one finding names the rule, the place, what is wrong and what helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ERROR: Final = "error"
WARNING: Final = "warning"

RULES: Final = {
    "bad-row": (WARNING, "a row that the server discards"),
    "lfc-limit": (ERROR, "more bad rows than kea-lfc bears: it stops for ever, and the files do not rotate any more"),
    "stale-pid": (WARNING, "the .pid file of a clean-up that does not run"),
    "stale-copy": (ERROR, "a .1 file that no clean-up takes away: the files do not rotate any more"),
    "stale-output": (WARNING, "an .output file that no clean-up goes on with"),
    "stale-completed": (ERROR, "a .completed file that no clean-up takes away: the files do not rotate any more"),
    "lfc-overdue": (WARNING, "no clean-up for more than two intervals, though leases are written"),
    "overgrown": (WARNING, "a lease file with far more rows than leases"),
    "unknown-subnet": (ERROR, "leases of a subnet that the configuration does not have"),
    "foreign-subnet": (WARNING, "leases whose address is not in the prefix of their subnet"),
    "out-of-pool": (WARNING, "leases outside every pool of their subnet, and not reserved"),
    "not-reclaimed": (WARNING, "leases that are over, and that the server has not taken back"),
    "duplicate-address": (ERROR, "an address that two clients have"),
    "other-family": (WARNING, "addresses of the other family in a lease file"),
}
"""Every rule: how bad it is, and what it finds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``line`` counts lines of the file from 1; None for what is no line. ``fix`` may be empty."""

    rule: str
    path: str
    message: str
    fix: str = ""
    line: int | None = None

    @property
    def severity(self) -> str:
        """``error`` or ``warning``."""
        return RULES[self.rule][0]

    @property
    def place(self) -> str:
        """``FILE`` or ``FILE:LINE``."""
        return self.path if self.line is None else f"{self.path}:{self.line}"
