"""What ``perfdhcp -h`` prints, made from the table of flags: perfdhcp's synopsis, then a line a flag in our words."""

from __future__ import annotations

import textwrap

from dhcptools.perf.flags import FLAGS, Flag

_ORDER = (*"14AbBcCdDeEfFghiIJlLMnNOopPrRsS", "scenario", *"tTuvVWwxXYy", "or")


def usage() -> str:
    """The whole text."""
    flags = {flag.letter or flag.name: flag for flag in FLAGS}
    pieces = ["perfdhcp"]
    pieces += ["[-4 | -6]" if name == "4" else _piece(flags[name]) for name in _ORDER]
    pieces.append("[server]")
    synopsis = textwrap.wrap(
        " ".join(piece.replace(" ", "\0") for piece in pieces),
        width=72,
        subsequent_indent=" " * 9,
        break_long_words=False,
        break_on_hyphens=False,
    )
    lines = [line.replace("\0", " ") for line in synopsis]
    lines += ["", *_wrapped("server: address of the server; all, and with -6 servers, are its groups. Needed unless -l "
                            "names an interface.", ""), "", "Options:"]  # fmt: skip
    for flag in FLAGS:
        shown = f"-{flag.letter}" if flag.letter else f"--{flag.name} "
        argument = f"<{flag.argument}>" if flag.argument else ""
        default = f" Default: {flag.default}." if flag.default and not flag.native else ""
        lines += _wrapped(f"{shown}{argument}: {flag.help}{default}", "    ")
    lines += ["", *_wrapped("Exit status: 0 all was answered, 1 an error, 3 some exchanges were not completed.", "")]
    return "".join(f"{line}\n" for line in lines)


def _piece(flag: Flag) -> str:
    shown = f"-{flag.letter}" if flag.letter else f"--{flag.name}"
    return f"[{shown} {flag.argument}]" if flag.argument else f"[{shown}]"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, width=72, subsequent_indent=indent, break_on_hyphens=False)
