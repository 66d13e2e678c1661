"""Stores that a command has open: what goes wrong while they are read becomes an error with its exit code."""

from __future__ import annotations

from collections.abc import Callable

from dhcptools.cli.leases_source import problem
from dhcptools.leases.faults import StoreError
from dhcptools.leases.results import Results


class Opened(Results):
    """Results of which a command takes leases: a server or a database may stop answering half-way."""

    def count(self, counted: Callable[[int | None], None]) -> None:
        """Have whoever waits told how many leases servers and databases gave so far."""
        for store, reading in zip(self.stores, self.readings, strict=True):
            if store.kind == "api":
                from dhcptools.leases.api import ApiReading  # noqa: PLC0415 - HTTP and TLS are for servers

                if isinstance(reading, ApiReading):
                    reading.counted = counted
            elif store.kind == "sql":
                from dhcptools.leases.sql import SqlReading  # noqa: PLC0415 - databases are for those who have one

                if isinstance(reading, SqlReading):
                    reading.counted = counted

    def __exit__(self, kind: object = None, error: object = None, trace: object = None) -> None:
        """Let go of what is open. ProblemError in place of a StoreError, and of what a file does that is rewritten."""
        if isinstance(error, ValueError | BufferError):
            from dhcptools.kea.memfile.fields import RowError  # noqa: PLC0415
            from dhcptools.leases.memfile import MemfileReading, rewritten  # noqa: PLC0415 - brings numpy

            for reading in self.readings:
                if isinstance(reading, MemfileReading) and (isinstance(error, RowError) or reading.shrunk):
                    self.close()
                    raise problem(rewritten(reading.source)) from error
        self.close()
        if isinstance(error, StoreError):
            raise problem(error) from error
