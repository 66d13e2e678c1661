"""A command line of perfdhcp, read and refused as perfdhcp does: same order, same sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from dhcptools.perf.asked import SPECIAL, Asked, asked
from dhcptools.perf.flag_kinds import FlagError, HexOption
from dhcptools.perf.flags import TOO_OFTEN, Flag
from dhcptools.perf.getopt_long import read


@dataclass(slots=True)
class Line:
    """What was read so far. ``running`` is the line as perfdhcp repeats it; ``wanted`` is ``h``, ``v`` or ``V``."""

    values: dict[str, list[object]] = field(default_factory=dict)
    running: str = "perfdhcp"
    wanted: str = ""
    server: str = ""
    _family: int = 0

    def partly(self) -> Asked:
        """What the flags ask for, whether it is whole or not."""
        return asked(self.values)

    def request(self, is_interface: Callable[[str], bool]) -> Asked:
        """What it asks for; FlagError when it names no server, nor an interface, whose servers it is then for."""
        family = self._family or 4
        request = self.partly()
        server = self.server or ("all" if request.local and is_interface(request.local) else "")
        if not server:
            raise FlagError("without an interface, server is required")
        to_all = (family, server) == (4, "all")
        return replace(request, server=SPECIAL.get((family, server), server), broadcast=request.broadcast or to_all)

    def take(self, flag: Flag, text: str) -> None:
        """Read one flag. FlagError when perfdhcp would refuse it here."""
        held = self.values.setdefault(flag.key, [])
        shown = f"-{flag.letter}" if flag.letter else f"--{flag.name}"
        self.running += f" {shown} {text}" if flag.takes_argument else f" {shown}"
        self._check_family(flag)
        value = _value(flag, text)
        if isinstance(value, HexOption) and self._family == 4 and value.code > 255:
            raise FlagError(f"DHCPv4 Option type {value.code} is too big. For DHCPv4 allowed type range is 0..255")
        if flag.key in TOO_OFTEN and len(held) == flag.times:
            raise FlagError(f"{shown} is given more than {flag.times} times", TOO_OFTEN[flag.key])
        if flag.times == 2 and len(held) == 2:
            held.pop()  # a third -d replaces the second one
        held.append(value)

    def _check_family(self, flag: Flag) -> None:
        family = {"4": 4, "6": 6}.get(flag.letter, 0)
        if family:
            if self._family not in {0, family}:
                raise FlagError(f"IP version already set to {self._family}")
            self._family = family
        elif flag.key == "raw_option" and not self._family:
            raise FlagError("-4 or -6 must be explicitly specified before -o is used.")
        elif flag.key == "or" and (self._family != 6 or "encapsulation" not in self.values):
            raise FlagError("-6 and -A must be explicitly specified before --or is used.")


def parse(words: Sequence[str], line: Line) -> None:
    """Read ``words`` into ``line`` until they end or ask for help. FlagError at the first mistake, in their order."""
    operands: list[str] = []
    for flag, text in read(words, operands):
        if flag.letter in {"h", "v", "V"}:
            line.wanted = flag.letter
            return
        line.take(flag, text)
    if len(operands) > 1:
        raise FlagError("extra arguments?")
    if operands:
        line.server = operands[0]
        line.running += f" {line.server}"


def _value(flag: Flag, text: str) -> object:
    if not flag.takes_argument:
        return True
    try:
        return flag.kind.read(text)
    except FlagError as error:
        if flag.key == "diagnostics" and text:
            return text  # perfdhcp takes any letters
        raise FlagError(str(error), error.said or flag.said) from None
