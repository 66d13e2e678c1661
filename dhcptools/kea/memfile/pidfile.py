"""Who cleans up a lease file now: the ``.pid`` file beside it, Kea's and ours.

kea-lfc writes its process number there, does not begin while that of another lives, and Kea's servers refuse to load
leases meanwhile. Two clean-ups at once would write one ``.output`` and take each other's files away.
"""

from __future__ import annotations

import errno
import os
import select
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_MOST_OCTETS: Final = 32
_ATTEMPTS: Final = 5


def _file(path: Path) -> Path:
    return path.with_name(path.name + ".pid")


def cleaning(path: Path) -> int | None:
    """The number of the process that cleans up the lease file ``path`` now; None when none does.

    A number that was left behind and belongs to another process by now counts for nothing: those who clean up were
    told the name of the file. OSError when the pid file cannot be read.
    """
    try:
        with _file(path).open("rb") as file:
            pid = int(file.read(_MOST_OCTETS))
        if pid < 1:
            return None
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError, ValueError, OverflowError):
        return None
    except PermissionError as error:
        if error.filename is not None:
            raise
        # Another user's process: it lives.
    if pid == os.getpid():
        return pid
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes()  # empty when it has ended and nobody has asked how
    except OSError:
        return pid
    return pid if os.fsencode(path.name) in arguments else None


def wait_until_clean(path: Path, seconds: float) -> int | None:
    """Wait for the end of a clean-up that goes on; the number of the process when it has not ended by then."""
    pid = cleaning(path)
    if pid is None or pid == os.getpid():
        return None
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return None
    try:
        poller = select.poll()
        poller.register(process, select.POLLIN)  # readable when it has ended
        poller.poll(seconds * 1000)
    finally:
        os.close(process)
    return cleaning(path)


@contextmanager
def claimed(path: Path) -> Iterator[None]:
    """Clean up ``path`` as the only one; OSError (EBUSY) when somebody else does."""
    mine, draft = _file(path), path.with_name(f"{path.name}.pid{os.getpid()}")
    try:
        draft.write_text(f"{os.getpid()}\n")
        for _ in range(_ATTEMPTS):
            with suppress(FileExistsError):
                os.link(draft, mine)  # there at once with its number in it, or not at all
                break
            if (pid := cleaning(path)) is not None:
                raise OSError(errno.EBUSY, f"process {pid} cleans it up now", str(path))
            mine.unlink(missing_ok=True)
        else:
            raise OSError(errno.EBUSY, "others keep beginning to clean it up", str(path))
    finally:
        draft.unlink(missing_ok=True)
    try:
        yield
    finally:
        mine.unlink(missing_ok=True)
