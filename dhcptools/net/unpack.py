"""Reading what gzip packed, as far as it goes: what stands before the place where it is cut or damaged is read."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class _Unpacking(io.RawIOBase):
    """The octets in a gzipped file. Its end is also where it breaks off; ``broken`` says why."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = gzip.GzipFile(fileobj=file)
        self.broken: str | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        if self.broken is not None:
            return 0
        try:
            return self._file.readinto1(buffer)
        except (OSError, EOFError, zlib.error) as error:
            self.broken = (isinstance(error, OSError) and error.strerror) or str(error)
            return 0


class Unpacked(io.BufferedReader):
    """A gzipped file, unpacked. Reading behind the place where it breaks off raises OSError, which says why."""

    def __init__(self, file: BinaryIO, buffer_octets: int) -> None:
        self._unpacking = _Unpacking(file)
        super().__init__(self._unpacking, buffer_octets)

    def read(self, octets: int | None = -1, /) -> bytes:
        """So many octets, or what is left of them."""
        found = super().read(octets)
        if not found and octets and self._unpacking.broken is not None:
            raise OSError(self._unpacking.broken)
        return found
