"""Exit codes, the same in every command."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What an exit status of ``dhcptool`` means; ``meaning`` is the sentence that man pages print."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Exit:
        """Make the member ``code`` and keep its meaning."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    YES = 0, "Done, and the answer is yes."
    NO = 1, "Done, and the answer is no: no reply, a NAK, findings, a difference."
    USAGE = 2, "The command line is wrong."
    FAILED = 3, "Load ran, and exchanges failed or a limit was missed."
    ENVIRONMENT = 4, "The environment does not allow it: a privilege, an interface, a busy port."
    UNREADABLE = 5, "An input cannot be read."
    BUG = 70, "A defect of dhcptool itself."
    INTERRUPTED = 130, "SIGINT ended it, after the report of what was done until then."
